"""The form field for an ICD-10-CM code: typed, or found by words and chosen from the list under it."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from core.fields import PlainText
from patients import icd10
from patients.models import IcdCode

MOST_CHOICES = 12
MOST_SUGGESTIONS = 4


class IcdCodeInput(forms.TextInput):
    """A text field with a list of codes under it, which fills while one types."""

    template_name = "patients/_icd_field.html"

    class Media:
        js = [forms.Script("clinic/icd.js", defer=True)]

    def get_context(self, name: str, value: str | None, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        list_id = f"{widget['attrs'].get('id', name)}_codes"
        typed = {
            "type": "text",
            "name": name,
            "value": widget["value"] or "",
            "autocomplete": "off",
            "spellcheck": "false",
        }
        combobox = {"role": "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list_id}
        return context | {
            "list_id": list_id,
            "chosen": IcdCode.objects.filter(pk=value).first() if _may_be_code(value) else None,
            "attributes": flatatt(widget["attrs"] | typed | combobox | _asks_while_typing(name, list_id)),
        }

    def render(self, name: str, value: str | None, attrs: dict | None = None, renderer=None) -> SafeString:
        # Not by the form's renderer: that one doesn't look into the project's own templates.
        return render_to_string(self.template_name, self.get_context(name, value, attrs))


class IcdCodeField(PlainText):
    """A billable ICD-10-CM code of the current release, as the release writes it: "m5416" gives "M54.16"."""

    def __init__(self, *, label: str = "ICD-10-CM code", **kwargs) -> None:
        kwargs.setdefault("help_text", "Type the code, or words of the diagnosis, and choose from the list.")
        super().__init__(label=label, max_length=100, widget=IcdCodeInput, **kwargs)

    def clean(self, value: str) -> str:
        typed = super().clean(value)
        if not typed:
            return typed
        code = IcdCode.objects.filter(pk=icd10.written_out(typed)).first()
        if code is None:
            raise ValidationError(_unknown(typed))
        if not code.is_billable:
            raise ValidationError(f"{code} is a heading. Choose a code below it: {_listed(_below(code))}.")
        return code.pk


def _asks_while_typing(name: str, list_id: str) -> dict[str, str]:
    """The attributes by which htmx sends this one field, and none of the form's others."""
    return {
        "hx-post": reverse("patients:search-icd10"),
        "hx-trigger": "input changed delay:200ms",
        "hx-target": f"#{list_id}",
        "hx-params": f"{name},field,csrfmiddlewaretoken",
        "hx-vals": json.dumps({"field": name}),
        "hx-sync": "this:replace",
    }


def _may_be_code(value: str | None) -> bool:
    return bool(value) and len(value) <= 8 and "\0" not in value


def _unknown(typed: str) -> str:
    near = IcdCode.objects.billable().matching(typed)[:MOST_SUGGESTIONS]
    if not near:
        return "There is no such code. Type another word of the diagnosis, and choose from the list."
    return f"This is no code. Type one of these, or choose from the list: {_listed(near)}."


def _below(code: IcdCode) -> list[IcdCode]:
    return list(IcdCode.objects.below(code.pk).billable()[:MOST_SUGGESTIONS])


def _listed(codes) -> str:
    return "; ".join(str(code) for code in codes)
