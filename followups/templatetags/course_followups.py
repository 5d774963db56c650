"""What pages of the rooms below show of follow-ups."""

from django import template
from django.db.models import QuerySet

from followups.models import FollowUp, Response
from prescriptions.models import Prescription

register = template.Library()


@register.simple_tag
def closed_with(course: Prescription) -> QuerySet[FollowUp]:
    """The follow-ups that were closed with the course, and open again if its stop is undone."""
    return course.followups.filter(state=FollowUp.State.CLOSED)


@register.simple_tag
def open_followups(course: Prescription) -> QuerySet[FollowUp]:
    """The follow-ups that closing the course would close."""
    return course.followups.open()


@register.simple_tag
def answers_that_ended(course: Prescription) -> QuerySet[Response]:
    """The answers that say the patient does not go on: a stop that is undone leaves them on file."""
    return course.responses.valid().filter(continues=False)
