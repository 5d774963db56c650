"""The consequences of an answer, in sentences."""

from collections.abc import Sequence

from core.templatetags.clinic import day
from followups.models import Response
from prescriptions.models import NewFact, Prescription


def what_followed(course: Prescription, response: Response, raised: Sequence[tuple]) -> list[str]:
    """A sentence each; `raised` are the concerns that were put before the clinicians."""
    sentences = ["Answer saved."]
    if response.followup:
        sentences.append(f"It settles the follow-up “{response.followup.label}”.")
    if raised or response.new_facts:
        new = [f"new {NewFact(kind).label.lower()}" for kind in response.new_facts or []]
        tasks = ", ".join([*(kind.label[0].lower() + kind.label[1:] for kind, _ in raised), *new])
        sentences.append(f"The clinicians have a task for today: {tasks}.")
    if response.continues is False and course.is_open and not response.broke_off:
        return [*sentences, "The course is stopped; nobody is asked again."]
    if to_come := course.followups.open().first():
        sentences.append(f"Next: {to_come.label}, due {day(to_come.due_on)}.")
    return sentences
