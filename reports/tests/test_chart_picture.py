from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from reports.chart import picture
from reports.chart.history import Contact, Dose, Event, History, Relief, Stretch
from reports.chart.time_axis import TimeAxis, days_shown

BEGIN = date(2026, 6, 1)
TODAY = date(2026, 8, 20)


def history(**facts):
    return History(**({"today": TODAY, "is_open": True, "events": [prescribed()]} | facts))


def prescribed(on=BEGIN):
    return Event(kind="prescribed", on=on, words="Prescribed")


def drawn(width=picture.WIDE, **facts):
    return picture.draw(history(**facts), width=width)


def days(count):
    return BEGIN + timedelta(days=count)


# --- the time axis ------------------------------------------------------------------------------------------


def test_an_axis_is_at_least_two_weeks_long():
    assert days_shown([BEGIN]) == (BEGIN, days(14))


def test_what_is_planned_soon_is_shown_and_what_is_far_is_not():
    assert days_shown([BEGIN, days(100)], [days(125)]) == (BEGIN, days(125))
    assert days_shown([BEGIN, days(100)], [days(126)]) == (BEGIN, days(100))


@pytest.mark.parametrize(
    ("length", "labels"),
    [
        (14, ["1 Jun 2026", "3 Jun", "5 Jun", "7 Jun", "9 Jun", "11 Jun", "13 Jun", "15 Jun"]),
        (42, ["1 Jun 2026", "8 Jun", "15 Jun", "22 Jun", "29 Jun", "6 Jul", "13 Jul"]),
        (230, ["Jun 2026", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan 2027"]),
        (365, ["Jul 2026", "Sep", "Nov", "Jan 2027", "Mar", "May"]),
        (5 * 365, ["2027", "2028", "2029", "2030", "2031"]),
    ],
)
def test_ticks_are_few_round_days(length, labels):
    ticks = TimeAxis(BEGIN, days(length), 0, 1000).ticks(most=8)
    assert [tick.label for tick in ticks] == labels


@pytest.mark.parametrize("length", [14, 15, 31, 60, 120, 366, 1000, 1826, 5000, 30000])
@pytest.mark.parametrize("most", [4, 9])
def test_there_are_never_too_many_ticks_and_never_none(length, most):
    assert 1 <= len(TimeAxis(BEGIN, days(length), 0, 1000).ticks(most=most)) <= most


# --- relief -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("percent", "kind"), [(49, "below"), (50, "responder")])
def test_a_point_of_fifty_per_cent_is_a_responders(percent, kind):
    [point] = drawn(reliefs=[Relief(on=TODAY, percent=percent)]).points
    assert point.kind == kind


@pytest.mark.parametrize(
    ("worst", "levels"),
    [
        (0, ["0 %", "50 %", "100 %"]),
        (-1, ["-50 %", "0 %", "50 %", "100 %"]),
        (-50, ["-50 %", "0 %", "50 %", "100 %"]),
        (-51, ["-100 %", "-50 %", "0 %", "50 %", "100 %"]),
    ],
)
def test_the_relief_axis_goes_as_far_down_as_it_must(worst, levels):
    relief = drawn(reliefs=[Relief(on=TODAY, percent=worst)]).panels[0]
    assert [level.label for level in relief.levels] == levels


def test_points_lie_within_their_panel():
    shown = drawn(reliefs=[Relief(on=BEGIN, percent=100), Relief(on=TODAY, percent=-100)])
    assert [point.y for point in shown.points] == [shown.panels[0].top, shown.panels[0].bottom]


def test_values_that_would_overlap_are_left_out_but_never_the_latest():
    shown = drawn(reliefs=[Relief(on=TODAY - timedelta(days=1), percent=60), Relief(on=TODAY, percent=61)])
    assert [text.words for text in shown.values] == ["61 %"]


# --- dose ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mg", "levels"),
    [
        ("0.75", ["0", "1.5", "3", "4.5"]),
        ("4.5", ["0", "1.5", "3", "4.5"]),
        ("4.51", ["0", "3", "6"]),
        ("9", ["0", "3", "6", "9"]),
        ("12", ["0", "5", "10", "15"]),
        ("50", ["0", "25", "50"]),
    ],
)
def test_the_dose_axis_ends_at_the_ceiling_or_just_above_the_highest_dose(mg, levels):
    dose = drawn(doses=[Dose(on=BEGIN, mg=Decimal(mg))]).panels[1]
    assert [level.label for level in dose.levels] == levels


def test_doses_are_steps_up_to_today():
    shown = drawn(doses=[Dose(on=BEGIN, mg=Decimal("1.5")), Dose(on=days(40), mg=Decimal("4.5"))])
    low, high = shown.panels[1].levels[1].y, shown.panels[1].levels[3].y
    turn = TimeAxis(BEGIN, TODAY, shown.left, shown.right).x(days(40))
    assert shown.dose_path == f"M{shown.left} {low} H{turn} V{high} H{shown.right}"
    assert [text.words for text in shown.values] == ["1.5", "4.5"]


def test_a_pause_breaks_the_line():
    pause = Stretch(kind="paused", on=days(20), until=days(30), words="Paused: surgery")
    shown = drawn(doses=[Dose(on=BEGIN, mg=Decimal(3))], stretches=[pause])
    assert shown.dose_path.count("M") == 2
    assert [text.words for text in shown.values] == ["3"]


def test_a_dose_to_come_is_planned_and_not_taken():
    shown = drawn(doses=[Dose(on=BEGIN, mg=Decimal(3)), Dose(on=TODAY + timedelta(days=5), mg=Decimal("4.5"))])
    assert (shown.dose_path.count("V"), shown.planned_path.count("V")) == (0, 1)


def test_the_dose_ends_with_the_stop():
    stopped = Event(kind="stopped", on=days(30), words="Stopped: Cost")
    shown = drawn(is_open=False, events=[prescribed(), stopped], doses=[Dose(on=BEGIN, mg=Decimal(3))])
    assert (shown.dose_path.endswith(f"H{shown.right}"), shown.planned_path) == (True, "")
    assert [rule.kind for rule in shown.rules] == ["prescribed", "stopped"]


# --- one point, none, and one day ---------------------------------------------------------------------------


def test_a_course_without_a_dose_or_an_answer_says_so():
    shown = drawn()
    assert [panel.nothing for panel in shown.panels] == ["No answer about relief yet", "No dose taken yet", ""]
    assert (shown.dose_path, shown.relief_path, shown.points, shown.values) == ("", "", [], [])


def test_a_course_of_one_day_can_be_seen():
    shown = picture.draw(
        history(today=BEGIN, doses=[Dose(on=BEGIN, mg=Decimal("1.5"))], reliefs=[Relief(on=BEGIN, percent=20)]),
        width=picture.COMPACT,
    )
    assert shown.dose_path.startswith(f"M{shown.left} ")
    assert [text.words for text in shown.values] == ["20 %", "1.5"]
    assert [text.words for text in shown.labels] == ["Prescribed; Today"]


# --- labels and marks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [picture.WIDE, picture.COMPACT])
def test_no_label_lies_over_another_or_outside_the_picture(width):
    events = [prescribed(), Event(kind="started", on=days(2), words="First dose")]
    stretches = [
        Stretch(kind="paused", on=days(3 + i), until=days(4 + i), words=f"Paused: {'a long story ' * 8}")
        for i in range(3)
    ]
    labels = drawn(width=width, events=events, stretches=stretches).labels
    assert all(label.left >= 0 and label.right <= width for label in labels)
    rows = {}
    for label in labels:
        rows.setdefault(label.y, []).append((label.left, label.right))
    for spans in rows.values():
        ordered = sorted(spans)
        assert all(end <= begin for (_, end), (begin, _) in pairwise(ordered))


def test_a_running_pause_reaches_to_the_end():
    shown = drawn(stretches=[Stretch(kind="paused", on=days(40), until=None, words="Paused")])
    [band] = shown.bands
    assert band.x + band.width == pytest.approx(shown.right)


def test_the_legend_names_what_the_picture_has_and_no_more():
    shown = history(
        reliefs=[Relief(on=TODAY, percent=50)], contacts=[Contact(on=TODAY, kind="phone", words="By telephone")]
    )
    assert [item.words for item in picture.legend(shown)] == ["relief of 50 % or more", "asked by telephone"]


def test_a_contact_planned_for_far_ahead_is_left_out_of_the_picture():
    contacts = [Contact(on=TODAY + timedelta(days=300), kind="planned", words="Planned")]
    assert drawn(contacts=contacts).marks == []


def test_the_lines_of_the_table_follow_the_days():
    lines = history(
        doses=[Dose(on=days(4), mg=Decimal("0.75"))],
        stretches=[Stretch(kind="paused", on=days(20), until=days(30), words="Paused: surgery")],
        contacts=[Contact(on=days(25), kind="phone", words="By telephone: 20 % relief")],
    ).lines()
    assert [(line.on, line.words) for line in lines] == [
        (BEGIN, "Prescribed"),
        (days(4), "0.75 mg a day"),
        (days(20), "Paused: surgery"),
        (days(25), "By telephone: 20 % relief"),
        (days(30), "LDN resumed"),
    ]
