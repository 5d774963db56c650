"""Every address of the house, with an object behind it, as every kind of visitor would ask for it."""

import re
import time
import uuid
from contextlib import contextmanager
from datetime import UTC, date, datetime

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.test import Client
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AuthenticatorData

from accounts import glass
from accounts.models import User
from accounts.permissions import Role
from exchange.exporting.order import Order
from exchange.models import Export, Import
from followups.models import CallAttempt, Holiday, Milestone
from patients.merging import joining
from patients.models import AppointmentFile, ClinicianTask, Contraindication, Medicine, Patient, Visit
from prescriptions.models import Ladder, Pharmacy, Prescription, WashOut
from reports.cohorts import Cohort
from reports.models import SavedCohort
from tests.factories import (
    ClinicianFactory,
    ClinicianTaskFactory,
    DoseStepFactory,
    FollowUpFactory,
    PatientFactory,
    PhoneNumberFactory,
    PrescriptionFactory,
    ResponseFactory,
    SendingFactory,
    UserFactory,
    screened,
)
from tests.signing_in import PASSWORD, can_sign_in, sign_in_without_asking
from tests.test_house import named_patterns

NOW = datetime(2026, 7, 8, 16, 0, tzinfo=UTC)
TODAY = date(2026, 7, 8)
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")

# What the number in an address is of, by the address's name; where none is given, by how the address begins.
NUMBERS = {
    "cover": "clinician",
    "end-session": "session",
    "mfa_edit_webauthn": "passkey",
    "mfa_remove_webauthn": "passkey",
    "end-medicine": "medicine",
    "edit-contraindication": "contraindication",
    "edit-visit": "visit",
    "unmerge": "merge",
    "close-task": "task",
    "emergency-task": "emergency",
    "emergency-state": "emergency",
    "acknowledge": "emergency",
    "appointment-file": "file",
    "take-appointment-file": "file",
    "discard-appointment-file": "file",
    "void-screening": "screening",
    "report-opioid": "wash_out",
    "release-wash-out": "wash_out",
    "cancel-wash-out": "wash_out",
    "sent-page": "sending",
    "edit-ladder": "ladder",
    "edit-pharmacy": "pharmacy",
    "edit-milestone": "milestone",
    "withdraw-milestone": "milestone",
    "remove-holiday": "holiday",
    "undo-call": "attempt",
    "void-answer": "answer",
    "correct-answer": "answer",
}
BEGINNINGS = {
    "patients/": "patient",
    "courses/": "course",
    "follow-ups/": "followup",
    "clinic/users/": "user",
    "review/": "patient",
    "outcomes/cohorts/": "cohort",
    "exports/": "export",
    "imports/": "import",
}
WORDS = {
    "key": "pgic",
    "figure": "pain-before-and-now",
    "reason": "no_relief",
    "monday": "2026-06-29",
    "uidb64": "MQ",
    "token": "abc-123",
}
# What only its owner may open, though others have one like it.
OWN = {"session", "passkey", "export", "import"}
# What its owner alone may do to what everybody sees.
OWNERS = {"take-out-cohort"}


def kind_of(route, name):
    """What the number in an address is of: "patient", "course"; None where there is no number."""
    named = re.search(r"<(?:int|uuid):(\w+)>", route)
    if not named:
        return None
    if named[1] != "pk":
        return named[1].removesuffix("_pk")
    return NUMBERS.get(name) or next(kind for start, kind in BEGINNINGS.items() if route.startswith(start))


def address_for(route, name, objects):
    """The address with the number of one of these objects in it."""
    kind = kind_of(route, name)
    filled = re.sub(r"<(?:int|uuid):\w+>", str(objects.get(kind)), route)
    return "/" + re.sub(r"<(?:slug:)?(\w+)>", lambda found: WORDS[found[1]], filled)


def addresses_of(objects):
    """Every address of the house, its numbers those of these objects."""
    return [address_for(route, pattern.name, objects) for route, pattern in named_patterns()]


def type_everywhere(text):
    """As if somebody had typed it into the fields that lists and files show."""
    Patient.objects.update(family_name=text, given_name=text)
    User.objects.filter(is_active=True).update(first_name=text)
    Medicine.objects.update(name=text)
    Visit.objects.update(provider=text)
    ClinicianTask.objects.update(what=text)
    Pharmacy.objects.update(name=text, address=text)
    Prescription.objects.update(goal=text)
    one = SavedCohort.objects.order_by("pk")[:1]
    # Its list names it beside a colleague: together the two texts would read like a patient's two names.
    SavedCohort.objects.filter(pk__in=one.values("pk")).update(name=f"{text} (kept)", named_at=NOW)


def seen_objects(owner):
    """One of everything that an address can name, all about one patient; by kind. `owner` is whose session it is."""
    patient = screened(PatientFactory(family_name="Quillfeather"), on=date(2026, 6, 1))
    PhoneNumberFactory(patient=patient)
    course = PrescriptionFactory(patient=patient, started=True)
    DoseStepFactory(prescription=course)
    followup = FollowUpFactory(prescription=course)
    caller = UserFactory()
    made = {
        "patient": patient,
        "course": course,
        "followup": followup,
        "answer": ResponseFactory(prescription=course),
        "attempt": CallAttempt.objects.create(
            followup=followup, outcome="no_answer", called_by=caller, called_at=NOW, entered_at=NOW
        ),
        "sending": SendingFactory(prescription=course),
        "pharmacy": course.pharmacy,
        "screening": patient.screenings.get(),
        "wash_out": WashOut.objects.create(patient=patient, days=10, ordered_by=ClinicianFactory()),
        "task": ClinicianTaskFactory(patient=patient),
        "emergency": ClinicianTaskFactory(
            patient=patient, kind=ClinicianTask.Kind.TROUBLE_BREATHING, is_emergency=True
        ),
        "medicine": Medicine.objects.create(patient=patient, name="ibuprofen", noted_on=TODAY),
        "contraindication": Contraindication.objects.create(patient=patient, kind="opioid_use", since=TODAY),
        "visit": Visit.objects.create(patient=patient, day=date(2026, 7, 20)),
        "merge": merged_into(patient),
        "file": AppointmentFile.objects.create(content_hash=f"of {patient.pk}", name="monday.csv", read_at=NOW),
        "ladder": Ladder.objects.first(),
        "milestone": Milestone.objects.in_force().filter(repeats=False).first(),
        "holiday": Holiday.objects.get_or_create(day=date(2026, 7, 3), defaults={"name": "Independence Day"})[0],
        "user": caller,
        "clinician": ClinicianFactory(),
    }
    return {kind: row.pk for kind, row in made.items()} | owned_by(owner)


def merged_into(patient):
    """The merge of a second record into this patient's."""
    second = PatientFactory(family_name="Quillfeather")
    by = ClinicianFactory()
    return joining.merge(merged=second, stays=patient, reason="the same identity card", now=NOW, by=by)


def owned_by(owner):
    """A session elsewhere, a passkey, a cohort, a file that goes out and one that came in, of this user."""
    session = UserSession.objects.create(user=owner, session_key=f"elsewhere {owner.pk}", ip="192.0.2.1")
    # Not by `create`: a new factor ends the sessions of its user.
    key = Authenticator(user=owner, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": a_key()})
    (passkey,) = Authenticator.objects.bulk_create([key])
    order = Order(cohort=Cohort(as_of=TODAY, all_courses=True), today=TODAY)
    export = Export.objects.create(
        user=owner, codes=order.codes(), fingerprint=order.fingerprint, names_people=False, for_research=False,
        request_id=uuid.uuid4(),
    )  # fmt: skip
    upload = Import.objects.create(user=owner, is_workbook=False, size_bytes=1)
    cohort = SavedCohort.objects.same_as({}, by=owner)
    return {
        "session": session.pk,
        "passkey": passkey.pk,
        "cohort": cohort.pk,
        "export": export.pk,
        "import": upload.pk,
    }


def a_key():
    """What a browser would have sent of a new passkey, as far as the pages read it."""
    about = AttestationObject.create("none", AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG.UP, 0), {})
    said = b'{"type": "webauthn.create", "challenge": "eA", "origin": "https://testserver"}'
    return {
        "type": "public-key",
        "id": "eA",
        "rawId": "eA",
        "response": {"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(about)},
        "clientExtensionResults": {},
    }


class Visitor:
    """Someone who asks: each request finds the house as it was before, whatever the last one did."""

    def __init__(self, client):
        self.client, self.cookies = client, {name: morsel.value for name, morsel in client.cookies.items()}

    def ask(self, method, address):
        self.client.cookies.clear()
        for name, value in self.cookies.items():
            self.client.cookies[name] = value
        with transaction.atomic():
            response = self.client.generic(method, address)
            transaction.set_rollback(True)
        return response


def signed_in(user):
    client = Client()
    sign_in_without_asking(client, user)
    session = client.session
    # Has just proved it once more, as a page asks for that changes a factor.
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client


def _anonymous(user):
    return Client()


def _without_a_role(user):
    user.groups.clear()
    return signed_in(user)


def _deactivated(user):
    client = signed_in(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    return client


def _between_password_and_code(user):
    client = Client()
    client.post("/sign-in/", {"login": can_sign_in(user).username, "password": PASSWORD})
    return client


def _with_broken_glass(user):
    glass.break_glass(reason="Nobody else is in the house to look.", now=NOW, by=user)
    return signed_in(user)


# Whom a column of the matrix is about: the role of the user, and how the user gets in.
VISITORS = {
    "anonymous": (None, _anonymous),
    "no role": (None, _without_a_role),
    "deactivated": (Role.CLINICIAN, _deactivated),
    "second factor pending": (Role.CLINICIAN, _between_password_and_code),
    "medical assistant": (Role.MEDICAL_ASSISTANT, signed_in),
    "clinician": (Role.CLINICIAN, signed_in),
    "clinician without prescribing": (Role.CLINICIAN_WITHOUT_PRESCRIBING, signed_in),
    "administrator": (Role.ADMINISTRATOR, signed_in),
    "administrator, glass broken": (Role.ADMINISTRATOR, _with_broken_glass),
    "researcher": (Role.RESEARCHER, signed_in),
}


def visitors():
    """(name, user, visitor) of each kind."""
    for name, (role, enter) in VISITORS.items():
        user = UserFactory(role=role)
        yield name, user, Visitor(enter(user))


@contextmanager
def quiet(logger):
    """Refusals by the thousand would fill the test's log."""
    logger.disabled = True
    yield
    logger.disabled = False
