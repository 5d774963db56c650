"""When a patient may be called, by the patient's own clock."""

from datetime import UTC, date, datetime

import pytest

from followups.local_time import zone_letters
from followups.models import CallingRules
from followups.tests.due import due, listed
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NEW_YORK, CHICAGO, PHOENIX, LOS_ANGELES = (
    "America/New_York",
    "America/Chicago",
    "America/Phoenix",
    "America/Los_Angeles",
)


def at(*when):
    return datetime(*when, tzinfo=UTC)


def row_at(now, zone):
    due(
        patient={"time_zone": zone},
        due_on=date(2026, 1, 1),
        window_opens_on=date(2026, 1, 1),
        window_closes_on=date(2027, 12, 31),
    )
    [row] = listed(by=UserFactory(), now=now)
    return row


@pytest.mark.parametrize(
    ("zone", "seven_59"),
    [
        (NEW_YORK, at(2026, 7, 8, 11, 59)),
        (CHICAGO, at(2026, 7, 8, 12, 59)),
        (PHOENIX, at(2026, 7, 8, 14, 59)),
        (LOS_ANGELES, at(2026, 7, 8, 14, 59)),
        # The nights in which the clocks change, and the year's end.
        (NEW_YORK, at(2026, 3, 8, 11, 59)),
        (LOS_ANGELES, at(2026, 3, 8, 14, 59)),
        (NEW_YORK, at(2026, 11, 1, 12, 59)),
        (PHOENIX, at(2026, 11, 1, 14, 59)),
        (LOS_ANGELES, at(2026, 11, 1, 15, 59)),
        (CHICAGO, at(2027, 1, 1, 13, 59)),
    ],
)
def test_a_patient_is_called_from_eight_by_the_patients_clock(zone, seven_59):
    row = row_at(seven_59, zone)
    row_at_eight = listed(by=UserFactory(), now=seven_59.replace(hour=seven_59.hour + 1, minute=0))[0]

    assert (row.is_ready, row.when.more) == (False, "07:59 there now")
    assert row.when.words == f"from 08:00 ({zone_letters(zone, seven_59)})"
    assert row_at_eight.is_ready


@pytest.mark.parametrize(
    ("zone", "twenty_59"),
    [
        (NEW_YORK, at(2026, 7, 9, 0, 59)),
        (CHICAGO, at(2026, 7, 9, 1, 59)),
        (PHOENIX, at(2026, 7, 9, 3, 59)),
        (LOS_ANGELES, at(2026, 7, 9, 3, 59)),
        (NEW_YORK, at(2026, 3, 8, 1, 59)),  # the evening before
        (NEW_YORK, at(2026, 3, 9, 0, 59)),  # and the one after
        (LOS_ANGELES, at(2026, 11, 2, 4, 59)),
    ],
)
def test_a_patient_is_called_until_nine_by_the_patients_clock(zone, twenty_59):
    row = row_at(twenty_59, zone)
    row_at_nine = listed(by=UserFactory(), now=twenty_59.replace(hour=twenty_59.hour + 1, minute=0))[0]
    letters = zone_letters(zone, twenty_59)

    assert (row.is_ready, row.when) == (True, (f"until 21:00 ({letters})", "20:59 there now"))
    assert (row_at_nine.is_ready, row_at_nine.when.words) == (False, f"tomorrow from 08:00 ({letters})")


def test_the_last_hour_begins_an_hour_before_the_end():
    assert row_at(at(2026, 7, 8, 23, 59), NEW_YORK).when.words == "now"  # 19:59
    assert listed(by=UserFactory(), now=at(2026, 7, 9, 0, 0))[0].when.words == "until 21:00 (ET)"


def test_the_clinic_sets_its_own_hours():
    CallingRules.objects.update(calling_from="09:30", calling_until="18:00")

    assert row_at(at(2026, 7, 8, 13, 29), NEW_YORK).when.words == "from 09:30 (ET)"


def test_a_promise_does_not_wake_anyone():
    due(promised_for=at(2026, 7, 8, 2, 0))

    [row] = listed(by=UserFactory(), now=at(2026, 7, 8, 11, 0))

    assert (row.is_ready, row.when) == (False, ("from 08:00 (ET)", "07:00 there now; call back Tue 7 Jul, 22:00"))


@pytest.mark.parametrize(
    ("zone", "letters"),
    [
        (NEW_YORK, "ET"),
        (LOS_ANGELES, "PT"),
        (PHOENIX, "MST"),
        ("Pacific/Honolulu", "HST"),
        ("America/Anchorage", "AKT"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("America/Puerto_Rico", "AST"),
    ],
)
def test_a_zone_is_called_what_people_call_it(zone, letters):
    assert zone_letters(zone, at(2026, 7, 8, 12, 0)) == letters
