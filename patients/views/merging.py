"""The same patient twice: find the other record, see both, merge them, and take that back."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from core import access_log
from core.access import requires
from core.pages import FormPage
from patients.forms import MergeForm, SearchForm, UnmergeForm
from patients.merging import comparison, joining, parting, rules
from patients.merging.comparison import Pair
from patients.models import Patient, PatientMerge
from patients.views.pages import patient_form

MOST_FOUND = 20
TITLE = "The same patient twice?"


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def find_same(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may be this patient too, by name, birth date and telephone; and a search for the other record."""
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=pk)
    others = Patient.objects.seen_by(request.user).exclude(pk=pk)
    text, error = "", ""
    if request.method == "POST":
        form = SearchForm(request.POST)
        text = form.cleaned_data["text"] if form.is_valid() else ""
        error = form.errors.get("text", [""])[0]
    found = others.matching(text) if text else others.perhaps_twice(patient)
    rows = [] if error else list(found.prefetch_related("phone_numbers")[:MOST_FOUND])
    access_log.record_read(request, [patient.pk, *(row.pk for row in rows)])
    context = {"patient": patient, "rows": rows, "searched": bool(text), "error": error}
    if request.htmx:
        return render(request, "patients/_same_found.html", context)
    page = {"page_title": TITLE, "section": "patients", "text": request.POST.get("text", "")}
    return render(request, "patients/find_same.html", context | page)


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    """Both records side by side. Everybody who edits patients may look; a clinician merges."""
    return _merge(request, pk, other_pk) if request.method == "POST" else _compare(request, pk, other_pk)


@requires(Permission.MERGE_PATIENTS)
def _merge(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    return _compare(request, pk, other_pk)


def _compare(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    pair = _pair(request, pk, other_pk)
    if pk != other_pk:  # one with itself is not shown
        access_log.record_read(request, [pk, other_pk])
    records = [pair.one, pair.other]

    def save(form: MergeForm) -> Patient:
        stays, merged = sorted(records, key=lambda row: row.pk != form.cleaned_data["stays"])
        reason = form.cleaned_data["reason"]
        joining.merge(merged=merged, stays=stays, reason=reason, now=timezone.now(), by=request.user)
        messages.success(request, "The two records are one now. This can be taken back from here.")
        return stays

    page = FormPage(
        title=TITLE,
        make_form=partial(MergeForm, records=records),
        save=save,
        initial=lambda: {"stays": comparison.likelier_to_stay(pair.one, pair.other).pk},
        versioned=pair,
        template="patients/compare.html",
        context=lambda: _compared(pair),
    )
    return page.respond(request)


def _pair(request: HttpRequest, pk: int, other_pk: int) -> Pair:
    found = comparison.read((pk, other_pk), by=request.user)
    if not {pk, other_pk} <= found.keys():
        raise Http404
    return Pair(found[pk], found[other_pk])


def _compared(pair: Pair) -> dict:
    one, other = pair.one, pair.other
    blocked = rules.against_one_patient(one, other, now=timezone.now())
    lines = [] if one.pk == other.pk else comparison.compare(one, other)
    return {
        "patient": one,
        "other": other,
        "lines": [line for line in lines if not line.is_empty],
        "neither": [line.label for line in lines if line.is_empty],
        "together": comparison.contact_rights_together(one, other),
        "blocked": blocked,
        "tied": [] if blocked else [why for row in (one, other) if (why := rules.against_going(row))],
        "section": "patients",
    }


@requires(Permission.MERGE_PATIENTS)
@require_http_methods(["GET", "POST"])
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """What would go back and what would remain, row by row, and the reason."""
    merges = PatientMerge.objects.seen_by(request.user).select_related("merged", "stays", "merged_by")
    merge = get_object_or_404(merges, pk=pk)
    access_log.record_read(request, [merge.merged_id])

    def save(form: UnmergeForm) -> None:
        parting.unmerge(merge=merge, reason=form.cleaned_data["reason"], now=timezone.now(), by=request.user)

    foreseen = parting.foresee(merge)
    return patient_form(
        request,
        merge.stays,
        title="Two patients after all",
        make_form=UnmergeForm,
        save=save,
        done="They are two records again. The other one has its own chart number.",
        versioned=merge,
        template="patients/unmerge.html",
        merge=merge,
        against=parting.against(merge),
        back=parting.in_words(foreseen.back),
        with_it=parting.in_words(foreseen.with_it),
        remains=parting.in_words(foreseen.remains),
        gone=foreseen.gone,
        loosened=parting.loosened_in_words(merge),
    )
