"""An answer that was written down wrongly: the right one stands for it, and the wrong one stays on file with why."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from followups import actions
from followups.actions import SideEffects, Stop
from followups.models import Correction, FollowUp, Response


def needs_signature(response: Response, *, by: User, today: date) -> bool:
    """Its author corrects it on the day it was entered, with a reason; anyone else, or later, signs for it."""
    is_author = response.entered_by_id == by.pk
    return not (is_author and timezone.localdate(response.entered_at) == today)


@transaction.atomic
def correct_answer(
    *,
    wrong: Response,
    right: Response,
    side_effects: SideEffects,
    stop: Stop | None,
    reason: str,
    is_signed: bool,
    today: date,
    by: User,
) -> Response:
    """Mark `wrong` as entered in error, and record `right` in its place: for the same follow-up, with what follows.

    `right` is the unsaved row. A task that the wrong answer has raised, and that is open, is not raised again.
    """
    actions.hold(course_pk=wrong.prescription_id)
    wrong = Response.objects.select_for_update(of=("self",)).get(pk=wrong.pk)
    if needs_signature(wrong, by=by, today=today) and not is_signed:
        raise ValidationError("Sign with your password: this answer is another's, or of another day.")
    followup_id = wrong.followup_id
    actions.void_answer(response=wrong, reason=reason, by=by)
    if followup_id:
        right.followup = _open_again(followup_id)
    actions.record_answer(response=right, side_effects=side_effects, stop=stop, instead_of=wrong, by=by)
    Correction.objects.create(wrong=wrong, right=right, is_signed=is_signed)
    return right


def _open_again(followup_id: int) -> FollowUp:
    """Also one that has closed with its course: it was answered, and is again in a moment."""
    followup = FollowUp.objects.select_for_update().get(pk=followup_id)
    if followup.state != FollowUp.State.OPEN:
        followup.save_checked(state=FollowUp.State.OPEN, settled_at=None)
    return followup
