from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from core.access import requires
from core.pages import FormPage
from prescriptions import titration
from prescriptions.models import Ladder, Prescription
from prescriptions.titration_forms import LadderForm


@requires(Permission.PRESCRIBE)
@require_GET
def ladders(request: HttpRequest) -> HttpResponse:
    prescribed = Exists(Prescription.objects.seen_by(request.user).filter(ladder=OuterRef("pk")))
    rows = Ladder.objects.annotate(is_prescribed=prescribed).prefetch_related("steps").order_by("-is_active", "name")
    return render(request, "prescriptions/ladders.html", {"title": "Ladders", "section": "ladders", "ladders": rows})


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def add_ladder(request: HttpRequest) -> HttpResponse:
    return _page(request, title="Add a ladder", find=Ladder, versioned=None)


@requires(Permission.PRESCRIBE)
@require_http_methods(["GET", "POST"])
def edit_ladder(request: HttpRequest, pk: int) -> HttpResponse:
    ladder = get_object_or_404(Ladder, pk=pk)
    return _page(request, title="Edit a ladder", find=partial(Ladder.objects.get, pk=pk), versioned=ladder)


def _page(request: HttpRequest, *, title: str, find: Callable[[], Ladder], versioned: Ladder | None) -> HttpResponse:
    """`find` gives a fresh row to each form: a form writes what was typed into its row."""

    def make_form(**kwargs) -> LadderForm:
        return LadderForm(instance=find(), **kwargs)

    def save(form: LadderForm) -> Ladder:
        titration.save_ladder(ladder=form.instance, steps=form.steps())
        messages.success(request, "The ladder is saved.")
        return form.instance

    context = {
        "section": "ladders",
        "back_url": reverse("prescriptions:ladders"),
        "back_label": "Ladders",
        "kept": versioned.in_words if versioned and versioned.prescriptions.exists() else "",
    }
    template = "prescriptions/ladder_form.html"
    page = FormPage(
        title=title, make_form=make_form, save=save, versioned=versioned, template=template, context=context
    )
    return page.respond(request)
