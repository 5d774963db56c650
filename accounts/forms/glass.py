from core.fields import Note
from core.forms import ClinicForm

SHORTEST = 20


class BreakGlassForm(ClinicForm):
    submit_label = "See patients for an hour"

    reason = Note(
        label="Why do you need to see patients now?",
        max_length=200,
        min_length=SHORTEST,
        help_text="What has happened, and who asked you. Name no patient: the other administrators read this.",
        error_messages={"min_length": "Say it in a sentence: what has happened, and who asked you to look."},
    )
