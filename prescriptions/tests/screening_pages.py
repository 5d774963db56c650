"""A screening as its page sends it, and a wash-out that runs."""

import re
from datetime import date, timedelta

from prescriptions import safety
from prescriptions.models import Screening
from prescriptions.tests.pages import body
from tests.factories import ClinicianFactory, PatientFactory, screened

TODAY = date(2026, 9, 1)
HYDROCODONE = {"drug": "hydrocodone", "strength": 5, "units_prescribed": 3, "units_taken": 3}
# As the page sends it.
ROW = {
    "name": "Hydrocodone/acetaminophen 5/325",
    "drug": "hydrocodone",
    "strength": "5",
    "units_prescribed": "4",
    "units_taken": "2",
    "helps": "no",
}


def filled_button(response):
    """Where the page's one filled button leads."""
    return re.search(r'class="btn btn-primary"\s+href="([^"]+)"', response.text)[1]


def answers(*rows, **changes):
    """A screening as the page sends it, with rows of opioids."""
    given = dict.fromkeys(Screening.YES_NO_QUESTIONS, "no")
    given |= {"asked_on": "2026-09-01", "takes_opioids": "yes" if rows else "no", "egfr": "90"}
    given |= {"opioid-TOTAL_FORMS": str(max(len(rows), 2)), "opioid-INITIAL_FORMS": "0"}
    for number in range(max(len(rows), 2)):
        given[f"opioid-{number}-release"] = "immediate"
    for number, row in enumerate(rows):
        given |= {f"opioid-{number}-{name}": value for name, value in row.items()}
    return body(**(given | changes))


def washing_out(last=11):
    by, patient = ClinicianFactory(), PatientFactory()
    screened(patient, on=TODAY - timedelta(days=last), opioids=[HYDROCODONE])
    return safety.order_wash_out(patient=patient, days=10, last_taken_on=TODAY - timedelta(days=last), by=by)
