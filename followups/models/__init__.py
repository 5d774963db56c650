from followups.models.contact import CallAttempt, FollowUp
from followups.models.refill import RefillCall
from followups.models.response import Response, SideEffect

__all__ = ["CallAttempt", "FollowUp", "RefillCall", "Response", "SideEffect"]
