"""A field with several lines of the same question, each with suggestions from a list of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.fields import PlainText

MOST = 20
# Empty lines that are always there to type in.
MORE_LINES = 2
FEWEST_LINES = 3


class SeveralInputs(forms.Widget):
    """Text fields of one name. `suggestions` gives (text, what it means), and is asked only when they are drawn."""

    template_name = "reports/_several_inputs.html"
    use_fieldset = True

    def __init__(self, *, longest: int, said_as: str, attrs: dict | None = None) -> None:
        super().__init__(attrs)
        self.longest, self.said_as = longest, said_as
        self.suggestions: Callable[[], Iterable[tuple[str, str]]] = list

    def value_from_datadict(self, data, files, name: str) -> list[str]:
        value = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return value if isinstance(value, list) else [value]

    def value_omitted_from_data(self, data, files, name: str) -> bool:
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_1" if id_ else id_

    def render(self, name: str, value: object, attrs: dict | None = None, renderer=None) -> SafeString:
        typed = [str(text) for text in value or [] if str(text).strip()][:MOST]
        lines = typed + [""] * max(MORE_LINES, FEWEST_LINES - len(typed))
        attrs = self.build_attrs(self.attrs, attrs)
        return render_to_string(
            self.template_name,
            {
                "name": name,
                "id": attrs.get("id", name),
                "lines": lines[:MOST],
                "longest": self.longest,
                "said_as": self.said_as,
                "suggestions": list(self.suggestions()),
                "described_by": attrs.get("aria-describedby"),
                "is_invalid": attrs.get("aria-invalid"),
            },
        )


class SeveralTexts(forms.Field):
    """What was typed in the lines that aren't empty, each once whatever its case, in the alphabet's order."""

    def __init__(self, *, longest: int, said_as: str, **kwargs) -> None:
        super().__init__(widget=SeveralInputs(longest=longest, said_as=said_as), required=False, **kwargs)
        self.line = PlainText(max_length=longest, required=False)

    def clean(self, value: list[str]) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise ValidationError("Type one a line.")
        if len(value) > MOST:
            raise ValidationError(f"At most {MOST} can be chosen at once.")
        texts = filter(None, (" ".join(self.line.clean(text).split()) for text in value))
        return sorted({text.casefold(): text for text in texts}.values(), key=str.casefold)
