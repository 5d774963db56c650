from followups.models.check import NightlyCheck, Repair
from followups.models.contact import CallAttempt, CallOutcome, FollowUp
from followups.models.correction import Correction
from followups.models.plan import CallingRules, Holiday, Milestone
from followups.models.response import Response, SideEffect

__all__ = [
    "CallAttempt",
    "CallOutcome",
    "CallingRules",
    "Correction",
    "FollowUp",
    "Holiday",
    "Milestone",
    "NightlyCheck",
    "Repair",
    "Response",
    "SideEffect",
]
