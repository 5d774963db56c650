"""The addresses of a record that was merged lead to the one that counts."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse

from core import drafts
from patients.models import Patient

# Pages of a patient name the patient so, or begin so.
NAMES = ("patient_pk", "other_pk")
BEGINNING = "patients/<int:pk>/"
SEEN = "The record that you opened was merged into this one: both are the same patient's."
TYPED = (
    "While you were typing, this record was merged into the one that you see now. Look at what you typed, and save it "
    "here."
)


class MergedRecordMiddleware:
    """Where a page has found no such patient, because there is another record of the same one now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        address = _now_at(request) if isinstance(exception, Http404) else None
        if address is None:
            return None
        if request.method == "POST":
            # As a draft of the same page of the record that counts: nothing that was typed is lost.
            drafts.keep(user=request.user, path=address, post=request.POST)
        messages.warning(request, TYPED if request.method == "POST" else SEEN)
        return HttpResponseRedirect(address)


def _now_at(request: HttpRequest) -> str | None:
    """The same page of the record that counts; None where none of its patients was merged."""
    match: ResolverMatch = request.resolver_match
    named = [name for name in match.kwargs if name in NAMES or (name == "pk" and match.route.startswith(BEGINNING))]
    asked = {match.kwargs[name] for name in named}
    merged = Patient.records.seen_by(request.user).merged().filter(pk__in=asked).values_list("pk", "merged_into")
    counts = dict(merged)
    if not counts:
        return None
    kwargs = {name: counts.get(value, value) if name in named else value for name, value in match.kwargs.items()}
    return reverse(match.view_name, kwargs=kwargs)
