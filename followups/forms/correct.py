from collections.abc import Callable

from accounts.forms.signature import check_signature, password_field
from core.fields import PlainText
from followups.forms.answer import AnswerForm


class CorrectForm(AnswerForm):
    """The answer as it should have been written down, and why it was not; with the password where that is asked."""

    submit_label = "Save the correction"

    reason = PlainText(
        label="Why is it corrected?", max_length=200, help_text="For example: 40 was typed, and the patient said 60."
    )
    password = password_field()

    def __init__(
        self, *args, is_own_password: Callable[[str], bool], is_signed: bool, broke_off: bool, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_own_password, self.broke_off = is_own_password, broke_off
        if not is_signed:
            del self.fields["password"]

    def clean_reason(self) -> str:
        """A reason has letters: a point is none."""
        reason = self.cleaned_data["reason"]
        if not any(character.isalpha() for character in reason):
            self.add_error("reason", "Say in words why it is corrected.")
        return reason

    def clean_password(self) -> str:
        return check_signature(self, self.is_own_password)
