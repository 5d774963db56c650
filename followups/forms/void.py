from core.fields import PlainText
from core.forms import ClinicForm


class VoidForm(ClinicForm):
    """Why an answer does not count."""

    submit_label = "Mark as entered in error"

    reason = PlainText(
        label="What is wrong with it", max_length=200, help_text="For example: answer of another patient."
    )
