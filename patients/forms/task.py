from django import forms

from accounts.models import User
from accounts.permissions import Permission
from core.fields import Note
from core.forms import ClinicForm
from patients.models import ClinicianTask

NOBODY = "Any clinician"


def _tasks() -> list[tuple[str, str]]:
    """The kinds that can wait until later today."""
    return [(kind.value, kind.label) for kind in ClinicianTask.Kind if kind not in ClinicianTask.EMERGENCIES]


class EscalateForm(ClinicForm):
    submit_label = "Ask for today"

    what = Note(
        label="What should a clinician look at?",
        max_length=300,
        help_text="It is on their list from today, and they get an e-mail that something waits.",
    )
    kind = forms.ChoiceField(label="What it is about", choices=_tasks, initial=ClinicianTask.Kind.QUESTION)
    owner = forms.ModelChoiceField(queryset=None, label="For", required=False, empty_label=NOBODY)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.who_may(Permission.CLOSE_TASKS)
        self.fields["what"].widget.attrs["autofocus"] = True


class EmergencyForm(ClinicForm):
    submit_label = "Raise the emergency"

    kind = forms.ChoiceField(
        label="What is it?",
        choices=[(kind.value, kind.label) for kind in ClinicianTask.EMERGENCIES],
        widget=forms.RadioSelect,
    )
    heard = Note(label="What did you hear?", max_length=300, help_text="In the caller's words, and where they are.")


class CloseTaskForm(ClinicForm):
    submit_label = "Close the task"

    note = Note(label="What was decided?", max_length=300)


class Ticks(forms.Field):
    """The rows that are ticked, each as it was seen: "12:3" is the task 12 in its version 3."""

    widget = forms.SelectMultiple

    def to_python(self, value: list[str] | None) -> list[tuple[int, int]]:
        pairs = [text.partition(":") for text in value or []]
        try:
            return [(int(pk), int(version)) for pk, _, version in pairs]
        except ValueError:
            raise forms.ValidationError("Reload the page, and tick the tasks again.") from None


class HandOverForm(forms.Form):
    """The ticked tasks, and who gets them: a clinician, or all of them."""

    ALL = "all"

    task = Ticks(error_messages={"required": "Tick the tasks first."})
    to = forms.ChoiceField(error_messages={"required": "Choose who gets the tasks."})

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.clinicians = {str(user.pk): user for user in User.objects.who_may(Permission.CLOSE_TASKS)}
        names = [(pk, str(user)) for pk, user in self.clinicians.items()]
        self.fields["to"].choices = [("", "Choose ..."), *names, (self.ALL, "All clinicians")]

    def clean_to(self) -> User | None:
        return self.clinicians.get(self.cleaned_data["to"])
