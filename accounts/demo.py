"""The demo clinic's sign-ins: one a role, known to everyone. This module needs no Django that is set up."""

from typing import NamedTuple

from accounts.permissions import GIVEN_BY_NAME, Permission, Role


class SignIn(NamedTuple):
    """Who signs in to the demo as what; the password is long enough for the clinic's rule, and easy to type."""

    role: str
    username: str
    password: str
    name: str


DEMO_SIGN_INS = [
    SignIn(Role.MEDICAL_ASSISTANT.value, "assistant", "morning-tablet", "Maya Lindqvist"),
    SignIn(Role.CLINICIAN.value, "clinician", "start-low-go-slow", "Daniel Okafor"),
    SignIn(Role.CLINICIAN_WITHOUT_PRESCRIBING.value, "nurse", "listen-and-write", "Grace Nakamura"),
    SignIn(Role.ADMINISTRATOR.value, "administrator", "tidy-cabinet", "Ruth Castellanos"),
    SignIn(Role.RESEARCHER.value, "researcher", "honest-numbers", "Ivo Petrov"),
]

# What no role has, given to some of them by name, so that the demo shows it.
DEMO_BY_NAME = {
    "administrator": tuple(right.codename for right in GIVEN_BY_NAME),
    "researcher": (Permission.EXPORT.codename,),
}

# The second factor of all of them: the program takes it only where DEMO is set, and DEMO only where DEBUG is.
DEMO_CODE = "246810"
