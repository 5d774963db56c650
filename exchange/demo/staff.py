"""The people who work in the demo clinic, the pharmacies that it sends to, and its plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission

from accounts.demo import DEMO_BY_NAME, DEMO_SIGN_INS
from accounts.models import ClinicSettings, User
from accounts.permissions import Role
from followups.models import Milestone
from prescriptions.models import Ladder, Pharmacy

# Colleagues of those who sign in, so that "who asked" has more than one answer. They can't sign in.
COLLEAGUES = (
    (Role.MEDICAL_ASSISTANT, "tbrandt", "Tess Brandt"),
    (Role.MEDICAL_ASSISTANT, "jreyes", "José Reyes"),
    (Role.CLINICIAN, "shaddad", "Samira Haddad"),
)
TRANSFER_NUMBER = "+12025550142"
PHARMACIES = (
    ("Harbor Compounding Pharmacy", "18 Wharf Street, Baltimore, MD", "+1 202 555 0181", "+1 202 555 0182"),
    ("Old Mill Compounding", "402 Mill Road, Frederick, MD", "+1 202 555 0183", "+1 202 555 0184"),
    ("Three Rivers Custom Pharmacy", "77 Liberty Avenue, Pittsburgh, PA", "+1 202 555 0185", ""),
)


@dataclass(frozen=True, kw_only=True)
class Staff:
    assistants: Sequence[User]
    clinicians: Sequence[User]
    pharmacies: Sequence[Pharmacy]
    ladders: Mapping[str, Ladder]
    plan: Sequence[Milestone]


def make_staff() -> Staff:
    by_role: dict[str, list[User]] = {role.value: [] for role in Role}
    for role, username, password, name in DEMO_SIGN_INS:
        by_role[role].append(_make_user(role, username, make_password(password), name))
        TOTP.activate(by_role[role][-1], generate_totp_secret())  # DEMO_CODE is its code, too
    for role, username, name in COLLEAGUES:
        by_role[role.value].append(_make_user(role.value, username, make_password(None), name))
    ClinicSettings.objects.now().save_checked(
        transfer_number=TRANSFER_NUMBER, covering_prescriber=by_role[Role.CLINICIAN.value][-1]
    )
    return Staff(
        assistants=by_role[Role.MEDICAL_ASSISTANT.value],
        clinicians=by_role[Role.CLINICIAN.value],
        pharmacies=Pharmacy.objects.bulk_create(
            Pharmacy(name=name, address=address, phone=phone, fax=fax) for name, address, phone, fax in PHARMACIES
        ),
        ladders={ladder.name: ladder for ladder in Ladder.objects.all()},
        plan=list(Milestone.objects.in_force()),
    )


def _make_user(role: str, username: str, password_hash: str, name: str) -> User:
    first_name, last_name = name.split()
    user = User.objects.create(username=username, password=password_hash, first_name=first_name, last_name=last_name)
    user.groups.add(Group.objects.get(name=role))
    user.user_permissions.set(Permission.objects.filter(codename__in=DEMO_BY_NAME.get(username, ())))
    return user
