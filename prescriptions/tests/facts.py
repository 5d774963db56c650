"""Facts of a patient whom nothing speaks against, and how they differ."""

from datetime import date, timedelta
from decimal import Decimal

from patients.opioids import Drug
from prescriptions.facts import Facts, Opioid, WashOutFacts

TODAY = date(2026, 9, 1)
NOTHING = {
    "today": TODAY,
    "asked_on": TODAY,
    "age": 41,
    "takes_non_prescribed_opioids": False,
    "takes_opioid_for_cough_or_diarrhoea": False,
    "egfr": 90,
}


def facts(**changes):
    return Facts(**(NOTHING | changes))


def opioid(drug, strength, units="1", **changes):
    known = {"units_prescribed": Decimal(units), "units_taken": Decimal(units)} | changes
    return Opioid(drug=Drug(drug), name=drug.capitalize(), strength=Decimal(strength), **known)


def washed_out(days_ago, *, released=False):
    return WashOutFacts(days=10, last_taken_on=TODAY - timedelta(days=days_ago), is_released=released)
