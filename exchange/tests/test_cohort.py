import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from exchange.cohort import make_cohort
from followups.models import Response
from patients.models import Patient
from prescriptions.models import Prescription
from reports import kept
from reports.cohorts import Cohort
from reports.outcomes import summarise
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db


def test_an_invented_cohort_has_the_size_asked_for_and_its_outcomes_are_kept():
    make_cohort(courses=400, today=timezone.localdate())

    summary = summarise(Cohort(as_of=timezone.localdate(), all_courses=True))
    assert (summary.prescribed, summary.patients) == (400, 350)
    assert all(summary.categories.values())
    assert 3 < Response.objects.count() / 400 < 5
    assert kept.reconcile() == 0


def test_every_invented_row_holds_against_the_rules_of_the_forms():
    make_cohort(courses=40, today=timezone.localdate())

    for row in [*Patient.objects.all(), *Prescription.objects.all(), *Response.objects.all()]:
        row.full_clean()


def test_nobody_invents_patients_beside_real_ones():
    PatientFactory()

    with pytest.raises(CommandError, match="Invented ones belong into an empty database"):
        call_command("make_cohort", prescriptions=10)


def test_the_audit_goes_on_after_the_load():
    events = apps.get_model("followups.ResponseEvent").objects
    make_cohort(courses=20, today=timezone.localdate())
    assert events.count() == 0

    Response.objects.update(gains_in_own_words="Sleeps through")

    assert events.count() == Response.objects.count()


def test_the_triggers_keep_on_after_the_load():
    make_cohort(courses=20, today=timezone.localdate())

    Response.objects.update(relief_percent=0)

    assert kept.reconcile() == 0
