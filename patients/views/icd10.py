from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.permissions import Permission
from core.access import requires
from core.fields import PlainText
from patients.icd_field import MOST_CHOICES
from patients.models import IcdCode


class TypedForm(forms.Form):
    """What stands in the field of this name, as htmx sends it."""

    field = PlainText(max_length=100)


@requires(Permission.EDIT_PATIENTS, Permission.PRESCRIBE)
@require_POST
def search_icd10(request: HttpRequest) -> HttpResponse:
    """The codes to choose from, as a partial: only billable ones, for headings can't be a diagnosis."""
    name = request.POST.get("field", "")
    typed = TypedForm({"field": request.POST.get(name, "")})
    codes = IcdCode.objects.none()
    if typed.is_valid():
        codes = IcdCode.objects.billable().matching(typed.cleaned_data["field"])
    found = list(codes[: MOST_CHOICES + 1])
    context = {"codes": found[:MOST_CHOICES], "more": len(found) > MOST_CHOICES, "field": name[:50]}
    return render(request, "patients/_icd_codes.html", context)
