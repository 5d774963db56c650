"""Every page of the house in a real browser, on the demo clinic: axe finds nothing, nothing overflows, no script fails.

A new address without a line in `PLACES` fails: nobody looked at its page.
"""

import uuid
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import Resolver404, URLPattern, get_resolver, resolve, reverse
from django.utils import timezone

from accounts import glass
from accounts.models import User
from accounts.permissions import Role
from core.access import PUBLIC
from exchange.demo.seed import seed
from exchange.exporting.order import Order
from exchange.importing.columns import NAMES
from exchange.imports import actions, keeping
from exchange.models import Export, Import
from exchange.tests.spreadsheets import RESPONDER, csv_of
from followups.models import CallAttempt, FollowUp, Holiday, Milestone, Response
from patients.emergencies import raise_emergency
from patients.merging import joining
from patients.models import AppointmentFile, ClinicianTask, Contraindication, Medicine, Patient, PatientMerge, Visit
from prescriptions.models import Ladder, Pharmacy, Prescription, Screening, Sending, WashOut
from reports.cohorts import Cohort
from reports.models import SavedCohort
from tests.browser.conftest import NARROW, WIDE
from tests.factories import ClinicianFactory, PatientFactory, screened
from tests.signing_in import PASSWORD, give_password, sign_in_without_asking, type_sign_in

ACTIVE = Prescription.objects.active().filter(is_imported=False)
STOPPED = Prescription.objects.valid().filter(state="stopped", is_imported=False)
OPEN = FollowUp.objects.open().filter(prescription__first_dose_on__isnull=False)

# The object whose page is looked at, by the address's name; None for a page without one.
PLACES = {
    "account_login": None,
    "mfa_authenticate": None,
    "account_reauthenticate": None,
    "mfa_reauthenticate": None,
    "account_reset_password": None,
    "account_reset_password_done": None,
    "mfa_index": None,
    "mfa_activate_totp": None,
    "mfa_deactivate_totp": None,
    "mfa_list_webauthn": None,
    "mfa_add_webauthn": None,
    "mfa_view_recovery_codes": None,
    "mfa_generate_recovery_codes": None,
    "usersessions_list": None,
    "account_change_password": None,
    "accounts:my-settings": None,
    "accounts:clinic": None,
    "accounts:clinic-settings": None,
    "accounts:break-glass": None,
    "accounts:users": None,
    "accounts:invite": None,
    "accounts:user": User.objects.filter(groups__name=Role.CLINICIAN),
    "accounts:edit-user": User.objects.filter(groups__name=Role.CLINICIAN),
    "accounts:roles": User.objects.filter(groups__name=Role.CLINICIAN),
    "accounts:rights": User.objects.filter(groups__name=Role.CLINICIAN),
    "accounts:cover": User.objects.filter(groups__name=Role.CLINICIAN),
    "followups:worklist": None,
    "followups:call-sheet": None,
    "followups:take-over": FollowUp.objects.open(),
    "followups:answer": OPEN,
    "followups:call": OPEN,
    "followups:undo-call": CallAttempt.objects.filter(voided_at=None),
    "followups:answer-unscheduled": ACTIVE,
    "followups:stop": ACTIVE,
    "followups:plan": None,
    "followups:add-milestone": None,
    "followups:edit-milestone": Milestone.objects.in_force(),
    "followups:withdraw-milestone": Milestone.objects.in_force().filter(repeats=False),
    "followups:edit-calling-rules": None,
    "followups:add-holiday": None,
    "followups:remove-holiday": Holiday.objects.all(),
    "followups:correct-answer": Response.objects.valid().filter(is_imported=False),
    "followups:void-answer": Response.objects.valid(),
    "home": None,
    "patients:list": None,
    "patients:register": None,
    "patients:edit": Patient.objects.all(),
    "patients:contact-rights": Patient.objects.all(),
    "patients:research-consent": Patient.objects.all(),
    "patients:add-diagnosis": Patient.objects.all(),
    "patients:add-medicine": Patient.objects.all(),
    "patients:end-medicine": Medicine.objects.filter(ended_on=None),
    "patients:add-procedure": Patient.objects.all(),
    "patients:add-contraindication": Patient.objects.all(),
    "patients:edit-contraindication": Contraindication.objects.all(),
    "patients:book-visit": Patient.objects.all(),
    "patients:edit-visit": Visit.objects.all(),
    "patients:find-same": Patient.objects.all(),
    "patients:compare": Patient.objects.all(),
    "patients:unmerge": PatientMerge.objects.in_force(),
    "patients:tasks": None,
    "patients:escalate": Patient.objects.all(),
    "patients:emergency": Patient.objects.all(),
    "patients:emergency-task": ClinicianTask.objects.filter(is_emergency=True),
    "patients:appointments": None,
    "patients:appointment-file": AppointmentFile.objects.all(),
    "patients:close-task": ClinicianTask.objects.open(),
    "prescriptions:screening": Patient.objects.filter(screenings__isnull=False),
    "prescriptions:screen": Patient.objects.all(),
    "prescriptions:sign": Patient.objects.filter(screenings__isnull=False),
    "prescriptions:order-wash-out": Patient.objects.filter(screenings__isnull=False),
    "prescriptions:void-screening": Screening.objects.all(),
    "prescriptions:report-opioid": WashOut.objects.open(),
    "prescriptions:release-wash-out": WashOut.objects.open(),
    "prescriptions:cancel-wash-out": WashOut.objects.open(),
    "prescriptions:prescribe": Patient.objects.filter(prescriptions=None, screenings__isnull=False),
    "prescriptions:decline": Patient.objects.filter(prescriptions=None),
    "prescriptions:record-fill": ACTIVE,
    "prescriptions:never-filled": Prescription.objects.valid().filter(state="sent", fills=None),
    "prescriptions:start": Prescription.objects.valid().filter(state="sent", fills__isnull=False),
    "prescriptions:change-dose": ACTIVE,
    "prescriptions:pause": ACTIVE.filter(pauses=None),
    "prescriptions:resume": ACTIVE.filter(pauses__isnull=False, pauses__until_on=None),
    "prescriptions:undo-stop": STOPPED.exclude(patient__prescriptions__state__in=["active", "sent"]),
    "prescriptions:void": ACTIVE,
    "prescriptions:mark-lost": ACTIVE.filter(lost_periods=None),
    "prescriptions:mark-found": ACTIVE.filter(lost_periods__isnull=False, lost_periods__until_on=None),
    "prescriptions:step-up": ACTIVE.filter(planned_steps__isnull=False),
    "prescriptions:hold": ACTIVE.filter(planned_steps__isnull=False),
    "prescriptions:go-back": ACTIVE.filter(dose_steps__isnull=False),
    "prescriptions:go-faster": ACTIVE.filter(planned_steps__isnull=False),
    "prescriptions:ladders": None,
    "prescriptions:add-ladder": None,
    "prescriptions:edit-ladder": Ladder.objects.all(),
    "prescriptions:page": Prescription.objects.open().filter(is_imported=False),
    "prescriptions:sent-page": Sending.objects.all(),
    "prescriptions:send": Prescription.objects.open().filter(is_imported=False),
    "prescriptions:did-not-arrive": Prescription.objects.open().filter(is_imported=False),
    "prescriptions:change-pharmacy": Prescription.objects.open().filter(is_imported=False),
    "prescriptions:pharmacies": None,
    "prescriptions:add-pharmacy": None,
    "prescriptions:edit-pharmacy": Pharmacy.objects.all(),
    "exchange:exports": None,
    "exchange:new-export": None,
    "exchange:export": Export.objects.all(),
    "imports:imports": None,
    "imports:upload": None,
    "imports:columns": Import.objects.filter(state="uploaded"),
    "imports:import": Import.objects.filter(state="checked"),
    "imports:undo": Import.objects.filter(state="imported"),
    "reports:chart": Patient.objects.filter(prescriptions__in=ACTIVE),
    "reports:counsel": Prescription.objects.open().filter(is_imported=False),
    "reports:instructions": Prescription.objects.open().filter(is_imported=False),
    "reports:audit": None,
    "reports:audit-weeks": None,
    "reports:case-series": None,
    "reports:contacts": None,
    "reports:confounders": None,
    "reports:sensitivity": None,
    "reports:methods": None,
    "reports:lots": None,
    "reports:cohorts": None,
    "reports:new-cohort": None,
    "reports:cohort": SavedCohort.objects.all(),
    "reports:change-cohort": SavedCohort.objects.all(),
    "reports:name-cohort": SavedCohort.objects.all(),
    "reports:outcomes": None,
    "reports:compare": None,
    "reports:over-time": None,
    "reports:patients-behind": None,
    "reports:review": None,
}
# Parts of pages, files, and addresses that only take a POST.
NO_PAGES = {
    "followups:put-back",
    "followups:start-call",
    "followups:call-next",
    "followups:find",
    "followups:pulse",
    "followups:catch-up",
    "account_logout",
    "mfa_reauthenticate_webauthn",
    "account_reset_password_from_key",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "accounts:end-session",
    "accounts:end-glass",
    "accounts:session",
    "accounts:stay",
    "accounts:send-link",
    "accounts:deactivate",
    "accounts:reactivate",
    "accounts:reset-factors",
    "accounts:lift-lock",
    "accounts:end-sessions",
    "accounts:try-messages-again",
    "patients:hand-over-tasks",
    "patients:emergency-state",
    "patients:acknowledge",
    "patients:take-appointment-file",
    "patients:discard-appointment-file",
    "core:health",
    "exchange:export-progress",
    "exchange:export-file",
    "imports:progress",
    "imports:start",
    "imports:give-up",
    "core:keep-draft",
    "core:discard-draft",
    "patients:search",
    "patients:same-person",
    "patients:search-icd10",
    "reports:all-right",  # its address names a reason too: tests/browser/test_outcomes.py opens it
    "reports:audit-week",  # its address names a day: tests/browser/test_audit.py opens it
    "reports:take-out-cohort",
    "reports:case-series-file",
    "reports:figure-picture",
    "reports:figure-table",
    "reports:methods-file",
    "reports:over-time-table",
    "reports:compare-table",
}
# Whether a table that may be scrolled on a narrow screen has to be on a wide one.
CUT_OFF = "[...document.querySelectorAll('.table-scroll')].some((found) => found.scrollWidth > found.clientWidth)"
# Where the links and forms of a page lead.
LEADS_TO = """["href", "action", "hx-get", "hx-post"].flatMap((name) =>
    [...document.body.querySelectorAll(`[${name}^="/"]`)].map((found) => found.getAttribute(name)))
"""
CHARTS_OF = {
    "before the first dose": Prescription.objects.valid().filter(state="sent"),
    "on LDN": ACTIVE,
    "stopped": STOPPED,
    "lost": ACTIVE.filter(lost_periods__until_on=None, lost_periods__isnull=False),
    "entered in error": Prescription.objects.exclude(voided_at=None),
}


@pytest.fixture
def demo(page, transactional_db, settings, tmp_path):
    """The demo clinic; `demo(Role.CLINICIAN)` signs its user of that role in."""
    settings.IMPORTS_FOLDER = tmp_path / "imports"
    seed(now=timezone.now())
    files_that_come_and_go()
    without_ldn = Patient.objects.filter(prescriptions=None, contraindications=None, wash_outs=None, deceased_on=None)
    screened(without_ldn.first())
    wash_out_that_is_over(without_ldn.last())
    patient, clinician = Patient.objects.first(), User.objects.filter(groups__name=Role.CLINICIAN).first()
    raise_emergency(patient=patient, kind="trouble_breathing", heard="She can hardly speak.", by=clinician)
    second = PatientFactory(chart_number="TWICE-1", family_name=patient.family_name)
    joining.merge(merged=second, stays=patient, reason="the same identity card", now=timezone.now(), by=clinician)
    AppointmentFile.objects.create(
        content_hash="x",
        name="monday.csv",
        read_at=timezone.now(),
        rows=[[2, patient.chart_number, timezone.localdate().isoformat(), "booked", "Dr. Gray"]],
        faults=[[3, 'No patient has the chart number "Z-9".']],
    )

    def sign_in(role):
        user = User.objects.exclude(password__startswith="!").filter(groups__name=role).first()
        give_password(user)
        page.context.clear_cookies()
        page.goto("/sign-in/")
        Authenticator.objects.filter(user=user).delete()  # the demo's, whose key nobody knows here
        RecoveryCodes.activate(user)
        type_sign_in(page, user)
        page.goto("/sign-in/again/")  # or the pages that change a factor would ask for it
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()

    return sign_in


def files_that_come_and_go():
    """An export of each user who may, and an import in each state whose page is looked at."""
    order = Order(cohort=Cohort(as_of=timezone.localdate(), all_courses=True), today=timezone.localdate())
    about = {"codes": order.codes(), "fingerprint": order.fingerprint, "names_people": False, "for_research": False}
    for user in User.objects.filter(username__in=["administrator", "researcher"]):
        Export.objects.create(user=user, request_id=uuid.uuid4(), **about)
    administrator = User.objects.get(username="administrator")
    for number, state in enumerate(("uploaded", "checked", "imported")):
        content = csv_of([RESPONDER | {"chart_number": f"NEW-{number}", "family_name": f"Newcomer{number}"}])
        upload = Import(user=administrator, is_workbook=False, size_bytes=len(content))
        keeping.keep(upload, [content])
        upload.save()
        if state != "uploaded":
            names = {name: name for name in NAMES}
            actions.check(upload=upload, columns=names, dates=Import.Dates.ISO, is_small=True)
        if state == "imported":
            actions.start(upload=upload)


def wash_out_that_is_over(patient):
    days, by = 10, ClinicianFactory()
    WashOut(
        patient=patient, days=days, last_taken_on=timezone.localdate() - timedelta(days=days + 1), ordered_by=by
    ).save_checked()


def names_of_pages(patterns=None, namespace=""):
    """The callback of each address, by the name that templates use."""
    pages = {}
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(entry, URLPattern):
            pages[f"{namespace}{entry.name}"] = entry.callback
        else:
            pages |= names_of_pages(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else "")
    return pages


def test_every_address_is_looked_at():
    assert set(names_of_pages()) == set(PLACES) | NO_PAGES


def look_at(page, violations, address):
    """What is wrong with the page at this address, at both widths."""
    wrong = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        response = page.goto(address)
        if response.status != 200:
            wrong.append(f"{address}: {response.status}")
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            wrong.append(f"{address} at {size['width']}: {overflow} pixels too wide")
        if size == WIDE and page.evaluate(CUT_OFF):
            wrong.append(f"{address} at {size['width']}: a table is cut off")
        wrong += [f"{address} at {size['width']}: {violation}" for violation in violations()]
    return wrong


def dead_ends(page, user):
    """The links and forms of the open page that lead to what its user may not do, or nowhere."""
    permissions = user.get_all_permissions()
    for path in sorted({address.partition("?")[0].partition("#")[0] for address in page.evaluate(LEADS_TO)}):
        try:
            access = resolve(path).func.access
        except Resolver404:
            yield f"{page.url} leads to {path}, which is no page"
        else:
            if isinstance(access, tuple) and not set(access) & permissions:
                yield f"{page.url} leads to {path}, which the user may not open"


def addresses_for(user):
    """One address of each page that the user may open."""
    client, callbacks = Client(), names_of_pages()
    sign_in_without_asking(client, user)
    for name, objects in PLACES.items():
        access = callbacks[name].access
        if access == PUBLIC or (isinstance(access, tuple) and not set(access) & user.get_all_permissions()):
            continue
        yield reverse(name) if objects is None else first_that_opens(client, name, objects)


def first_that_opens(client, name, objects):
    """The address of the first object for which the page makes sense: the others answer that it does not, now."""
    keys = objects.order_by("pk").distinct().values_list("pk", flat=True)
    addresses = (reverse(name, args=numbers_in(name, pk)) for pk in keys)
    found = next((address for address in addresses if client.get(address).status_code == 200), None)
    assert found, f"the demo has nothing to show {name} with"
    return found


def numbers_in(name, pk):
    """Of one address they are those of two patients."""
    return [pk, Patient.objects.exclude(pk=pk).earliest("pk").pk] if name == "patients:compare" else [pk]


@pytest.mark.parametrize("role", Role)
def test_nothing_is_wrong_with_any_page_of_a_role(demo, page, violations, watch, role):
    demo(role)
    user = User.objects.filter(groups__name=role).first()

    wrong = [
        problem
        for address in addresses_for(user)
        for problem in [*look_at(page, violations, address), *dead_ends(page, user)]
    ]

    assert wrong + page.errors == []


def test_nothing_is_wrong_with_any_page_that_an_emergency_access_opens(demo, page, violations, watch):
    demo(Role.ADMINISTRATOR)
    administrator, now = User.objects.filter(groups__name=Role.ADMINISTRATOR).first(), timezone.now()
    before = set(addresses_for(administrator))
    glass.break_glass(reason="The pharmacy asks for a dose, and nobody else is here.", now=now, by=administrator)
    user = User.objects.with_rights(now=now).get(pk=administrator.pk)
    opened = [address for address in addresses_for(user) if address not in before]

    wrong = [problem for address in opened for problem in [*look_at(page, violations, address), *dead_ends(page, user)]]

    assert reverse("patients:list") in opened
    assert wrong + page.errors == []


def test_nothing_is_wrong_with_the_chart_in_any_state(demo, page, violations, watch):
    demo(Role.CLINICIAN)
    charts = [reverse("reports:chart", args=[of.order_by("pk").first().patient_id]) for of in CHARTS_OF.values()]

    wrong = [problem for address in charts for problem in look_at(page, violations, address)]

    assert wrong + page.errors == []


def test_nothing_leaves_the_house_and_nothing_is_kept_in_the_browser(demo, page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    demo(Role.CLINICIAN)
    for address in ("/follow-ups/", "/patients/", "/outcomes/"):
        page.goto(address)

    origin = page.evaluate("location.origin")
    assert [url for url in asked if not url.startswith((origin, "data:"))] == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert {cookie["name"] for cookie in page.context.cookies()} == {"__Host-sid", "__Host-csrf", "__Host-device"}
