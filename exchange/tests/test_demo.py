from datetime import date, timedelta
from io import StringIO

import pytest
from allauth.mfa.utils import is_mfa_enabled
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from accounts.demo import DEMO_SIGN_INS
from accounts.models import User
from accounts.permissions import Role
from core import heartbeat
from exchange.demo.rows import ORDER
from followups.models import CallAttempt, FollowUp, Repair, Response
from patients.models import ClinicianTask, Diagnosis, IcdCode, Patient
from prescriptions.models import (
    Counselling,
    DeclinedOffer,
    LostPeriod,
    Pause,
    Prescription,
    Sending,
    SignedDecision,
    WashOut,
)
from reports.models import CourseOutcome
from reports.rules import PRACTICE

StopReason = Prescription.StopReason
FIRST_DAY_OF_CASE_SERIES, LAST_DAY_OF_CASE_SERIES = date(2019, 6, 1), date(2019, 12, 31)


def seed_demo() -> str:
    output = StringIO()
    with override_settings(DEMO=True):
        call_command("seed_demo", stdout=output)
    return output.getvalue()


def test_outside_a_demo_nobody_is_invented():
    with override_settings(DEMO=False), pytest.raises(CommandError, match="Invented patients belong into a demo only"):
        call_command("seed_demo")


class DemoClinicTest(TestCase):
    """A TestCase, and no functions as elsewhere: its class-wide transaction seeds once for all of these."""

    @classmethod
    def setUpTestData(cls):
        cls.began = timezone.now()
        cls.said = seed_demo()
        cls.today = timezone.localdate()
        cls.courses = Prescription.objects.valid().filter(is_imported=False)

    def test_it_says_in_a_line_how_many_patients_there_are(self):
        assert self.said == f"The demo clinic has {Patient.objects.count()} invented patients.\n"

    def test_the_second_run_adds_nothing(self):
        before = [model.objects.count() for model in ORDER]
        assert seed_demo() == "The demo clinic is there already.\n"
        assert [model.objects.count() for model in ORDER] == before

    def test_everyone_printed_can_sign_in_with_their_role(self):
        assert sorted(one.role for one in DEMO_SIGN_INS) == sorted(role.value for role in Role)
        for one in DEMO_SIGN_INS:
            user = User.objects.get(username=one.username)
            assert user.check_password(one.password)
            assert is_mfa_enabled(user)
            assert list(user.groups.values_list("name", flat=True)) == [one.role]

    def test_every_row_holds_what_its_fields_ask_for(self):
        for model in ORDER:
            related = [field.name for field in model._meta.fields if field.is_relation]  # the database holds these
            for row in model.objects.all():
                row.clean_fields(exclude=related)

    def test_every_diagnosis_is_billable_today(self):
        codes = Diagnosis.objects.exclude(patient__prescriptions__is_imported=True).values("code").distinct()
        assert IcdCode.objects.filter(code__in=codes, is_billable=True).count() == codes.count()

    def test_the_scheduler_found_nothing_to_mend(self):
        assert not FollowUp.objects.filter(state="missed", settled_at__gte=self.began).exists()
        assert not Repair.objects.exists()
        assert heartbeat.last(heartbeat.TICK) >= self.began

    def test_no_active_course_is_without_a_follow_up_to_come(self):
        to_come = FollowUp.objects.open().values("prescription")
        assert not Prescription.objects.active().exclude(pk__in=to_come).exists()

    def test_nothing_is_open_in_a_course_that_is_closed(self):
        of_courses = FollowUp.objects.open().exclude(prescription=None)
        assert not of_courses.exclude(prescription__in=Prescription.objects.open()).exists()

    def test_the_worklist_is_a_days_work(self):
        due = FollowUp.objects.due_by(self.today).exclude(prescription__is_imported=True)
        assert 15 <= due.count() <= 30
        assert due.filter(due_on__lt=self.today).count() >= 5
        assert due.with_booked_visit(today=self.today).filter(visit_on=self.today).count() >= 3
        assert due.filter(promised_for__date=self.today).count() == 3

    def test_every_category_is_there(self):
        found = CourseOutcome.objects.as_of(self.today).filter(prescription__in=self.courses).values("category")
        assert {row["category"] for row in found} == {category.value for category in PRACTICE.categories}

    def test_every_reason_to_stop_is_there(self):
        found = self.courses.filter(state="stopped").values_list("stop_reason", flat=True)
        assert set(found) == set(StopReason.values)

    def test_every_stage_before_the_first_dose_is_there(self):
        sent = self.courses.filter(state="sent")
        assert DeclinedOffer.objects.filter(declined_on=self.today).exists()
        assert sent.filter(prescribed_on=self.today).exists()
        assert sent.filter(fills=None, prescribed_on__lt=self.today - timedelta(days=20)).exists()
        assert sent.filter(fills__isnull=False).exists()
        assert self.courses.filter(state="never_filled").exists()

    def test_what_was_told_and_sent_is_there_and_some_of_it_is_missing(self):
        waiting = self.courses.filter(state="sent", counsellings=None, sendings=None)
        assert waiting.exists()
        assert not self.courses.active().filter(counsellings=None).exists()
        assert Counselling.objects.filter(form_language="es").exists()
        assert Counselling.objects.exclude(points__contains=["wallet_card"]).exists()
        assert set(Sending.objects.values_list("how", flat=True)) == set(Sending.How.values)
        assert self.courses.filter(sendings__voided_at__isnull=False).filter(sendings__voided_at=None).exists()

    def test_every_stage_on_ldn_is_there(self):
        active = self.courses.active()
        long_ago = active.order_by("first_dose_on").first()
        assert long_ago.days_on_ldn(self.today) > 18 * 30
        assert active.filter(dose_steps__starts_on__gt=self.today).exists()
        assert Pause.objects.filter(until_on=None).exists()
        assert Pause.objects.exclude(until_on=None).exists()
        assert LostPeriod.objects.filter(until_on=None).exists()
        assert LostPeriod.objects.exclude(until_on=None).exists()
        assert active.filter(followups__state="missed").exists()
        assert active.filter(patient__do_not_contact=True).exists()
        assert active.filter(patient__consents_to_calls=False).exists()
        assert CallAttempt.objects.filter(outcome="no_answer").exists()

    def test_what_was_ended_and_mistaken_is_there(self):
        stopped = self.courses.filter(state="stopped")
        assert stopped.filter(patient__prescriptions__state="active").exists()
        assert stopped.filter(patient__deceased_on__isnull=False).exists()
        assert stopped.filter(responses__continues=True).exists()
        assert Prescription.objects.exclude(voided_at=None).exists()
        assert Response.objects.exclude(voided_at=None).exists()
        # A stop that was undone is in the audit alone.
        assert self.courses.active().filter(events__state="stopped").exists()

    def test_every_way_to_the_first_dose_is_there(self):
        assert FollowUp.objects.due_by(self.today).filter(kind="wash_out").count() == 1
        assert WashOut.objects.open().count() == 2
        signed = SignedDecision.objects.filter(screening__patient__prescriptions__prescribed_on=self.today)
        assert sorted(signed.values_list("rule", flat=True)) == ["kidney_failure", "tramadol_alone"]

    def test_clinicians_have_tasks_for_today(self):
        open_kinds = ClinicianTask.objects.open().values_list("kind", flat=True)
        assert sorted(open_kinds) == ["dose_above_ceiling", "severe_side_effect", "stopped_by_patient"]

    def test_the_case_series_is_there_and_its_figures_are_its_own(self):
        outcomes = CourseOutcome.objects.as_of(LAST_DAY_OF_CASE_SERIES)
        series = outcomes.prescribed_between(FIRST_DAY_OF_CASE_SERIES, LAST_DAY_OF_CASE_SERIES)
        assert series.count() == 35
        assert series.filter(category__in=("LDN-R", "LDN-PR")).count() == 16
