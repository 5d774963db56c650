from followups.models.contact import CallAttempt, CallOutcome, FollowUp
from followups.models.plan import CallingRules, Holiday, Milestone
from followups.models.response import Response, SideEffect

__all__ = [
    "CallAttempt",
    "CallOutcome",
    "CallingRules",
    "FollowUp",
    "Holiday",
    "Milestone",
    "Response",
    "SideEffect",
]
