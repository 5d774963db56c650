from core.fields import Note
from core.forms import ClinicForm


class RaiseTaskForm(ClinicForm):
    submit_label = "Ask the clinicians"

    what = Note(
        label="What should a clinician look at?",
        max_length=300,
        help_text="It stands on the clinicians' list from today, and they get an e-mail that something waits.",
    )


class CloseTaskForm(ClinicForm):
    submit_label = "Close the task"

    note = Note(label="What was decided?", max_length=300)
