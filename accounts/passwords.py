import re
import unicodedata

from django.core.exceptions import ValidationError

from accounts.models import User

# What whoever guesses at this clinic tries first.
CLINIC_WORDS = ("clinic", "ldn", "naltrexone")
LONGEST_PASSWORD = 200  # characters: long enough for any phrase, short enough to be hashed in no time
SHORTEST_NAME = 3  # characters: a shorter user name stands in many words


class MaximumLengthValidator:
    """Refuses what the sign-in would not take."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(f"Choose one of at most {LONGEST_PASSWORD} characters.")

    def get_help_text(self) -> str:
        return f"Your password can have {LONGEST_PASSWORD} characters at most."


class NoClinicWordsValidator:
    """Refuses a password with the clinic's own words or the user's name in it."""

    def validate(self, password: str, user: User | None = None) -> None:
        plain = _plain(password)
        name = _plain(user.username) if user else ""
        words = [*CLINIC_WORDS, name] if len(name) >= SHORTEST_NAME else CLINIC_WORDS
        if found := next((word for word in words if word in plain), None):
            raise ValidationError(f"Choose one without “{found}” in it: it would be guessed first.")

    def get_help_text(self) -> str:
        return "Your password can't contain “clinic”, “ldn”, “naltrexone” or your username."


def _plain(text: str) -> str:
    """Without case, accents' width, blanks and punctuation: L-D-N is ldn."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).casefold())
