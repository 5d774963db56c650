from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from core.access import requires
from core.pages import FormPage
from prescriptions.forms import PharmacyForm
from prescriptions.models import Pharmacy


@requires(Permission.MANAGE_CLINIC)
@require_GET
def pharmacies(request: HttpRequest) -> HttpResponse:
    context = {"title": "Pharmacies", "section": "clinic", "pharmacies": Pharmacy.objects.all()}
    return render(request, "prescriptions/pharmacies.html", context)


@requires(Permission.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
def add_pharmacy(request: HttpRequest) -> HttpResponse:
    return _page(request, title="Add a pharmacy", find=Pharmacy, versioned=None)


@requires(Permission.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
def edit_pharmacy(request: HttpRequest, pk: int) -> HttpResponse:
    pharmacy = get_object_or_404(Pharmacy, pk=pk)
    return _page(request, title="Edit a pharmacy", find=partial(Pharmacy.objects.get, pk=pk), versioned=pharmacy)


def _page(
    request: HttpRequest, *, title: str, find: Callable[[], Pharmacy], versioned: Pharmacy | None
) -> HttpResponse:
    """`find` gives a fresh row to each form: a form writes what was typed into its row."""

    def make_form(**kwargs) -> PharmacyForm:
        return PharmacyForm(instance=find(), **kwargs)

    def save(form: PharmacyForm) -> Pharmacy:
        form.instance.save_checked()
        messages.success(request, "The pharmacy is saved.")
        return form.instance

    context = {"section": "clinic", "back_url": reverse("prescriptions:pharmacies"), "back_label": "Pharmacies"}
    page = FormPage(title=title, make_form=make_form, save=save, versioned=versioned, context=context)
    return page.respond(request)
