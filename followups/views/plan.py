"""The follow-up plan: milestones, calling rules, holidays. Each change shows first what it would do."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from core.access import requires
from core.pages import FormPage
from followups import plan_changes, reconciliation
from followups.forms.plan import CallingRulesForm, HolidayForm, MilestoneForm, NoFieldsForm, in_words
from followups.models import CallingRules, Holiday, Milestone

Write = Callable[[BaseForm], object]


@dataclass(frozen=True, kw_only=True)
class PlanPage(FormPage):
    """A form page whose first press shows what would change; the second one does it."""

    preview: Callable[[BaseForm], plan_changes.Change]

    def respond(self, request: HttpRequest) -> HttpResponse:
        form = self.make_form()
        if request.method == "POST" or form.fields:
            return super().respond(request)
        return self._show_preview(request, self.make_form(data=QueryDict()), version=str(self.versioned.version))

    def _submit(self, request: HttpRequest) -> HttpResponse:
        if "apply" in request.POST:
            return super()._submit(request)
        form = self.make_form(data=request.POST)
        if "edit" in request.POST:
            form.leave_unchecked()
            return self._show(request, form, version=request.POST.get("version"))
        with transaction.atomic():
            if self._is_stale(request):
                return self._show_conflict(request, form)
        return self._show_preview(request, form, version=request.POST["version"])

    def _show_preview(self, request: HttpRequest, form: BaseForm, *, version: str) -> HttpResponse:
        change = replace(self, save=self.preview)._save(form) if form.is_valid() else None
        if change is None:
            return self._show(request, form, status=422, version=version)
        page = replace(self, template="followups/plan_preview.html")
        return page._show(request, form, version=version, change=change, typed=in_words(form))


@requires(Permission.MANAGE_CLINIC)
@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    context = {
        "title": "Follow-up plan",
        "section": "plan",
        "milestones": Milestone.objects.in_force(),
        "rules": CallingRules.objects.now(),
        "holidays": Holiday.objects.filter(day__gte=timezone.localdate()),
        "check": reconciliation.last_check(),
    }
    return render(request, "followups/plan.html", context)


@requires(Permission.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
def add_milestone(request: HttpRequest) -> HttpResponse:
    make_form = partial(_form_of, MilestoneForm, Milestone)
    return _page(request, "Add a milestone", make_form, _save_milestone)


@requires(Permission.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
def edit_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    milestone = get_object_or_404(Milestone.objects.in_force(), pk=pk)
    make_form = partial(_form_of, MilestoneForm, partial(Milestone.objects.get, pk=pk))
    withdraw_url = reverse("followups:withdraw-milestone", args=[pk])
    return _page(request, f"Edit {milestone}", make_form, _save_milestone, withdraw_url=withdraw_url)


@requires(Permission.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
def withdraw_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    milestone = get_object_or_404(Milestone.objects.in_force(), pk=pk)
    title = f"Take {milestone} out of the plan"

    def write(form: BaseForm) -> None:
        plan_changes.withdraw_milestone(Milestone.objects.get(pk=pk), now=timezone.now())

    return _page(request, title, NoFieldsForm, write)


@requires(Permission.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
def edit_calling_rules(request: HttpRequest) -> HttpResponse:
    make_form = partial(_form_of, CallingRulesForm, CallingRules.objects.now)
    return _page(request, "Calling rules", make_form, lambda form: form.instance.save_checked())


@requires(Permission.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
def add_holiday(request: HttpRequest) -> HttpResponse:
    return _page(request, "Add a holiday", partial(_form_of, HolidayForm, Holiday), lambda form: form.save())


@requires(Permission.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
def remove_holiday(request: HttpRequest, pk: int) -> HttpResponse:
    holiday = get_object_or_404(Holiday, pk=pk)
    title = f"Remove {holiday.name} from the holidays"
    return _page(request, title, NoFieldsForm, lambda form: Holiday.objects.filter(pk=pk).delete())


def _save_milestone(form: MilestoneForm) -> None:
    plan_changes.save_milestone(form.instance)


def _form_of(form: type, find: Callable[[], object], **kwargs) -> BaseForm:
    """`find` gives a fresh row to each form: a form writes what was typed into its row."""
    return form(instance=find(), **kwargs)


def _what_was_done(change: plan_changes.Change | None) -> str:
    if change is None:
        return "The plan is changed. The open follow-ups are changed in the background, within some minutes."
    words = "The plan is changed: {added} added, {moved} moved, {withdrawn} withdrawn.".format(**change._asdict())
    return words if any(change) else "The plan is changed. No follow-up was."


def _page(
    request: HttpRequest, title: str, make_form: Callable[..., BaseForm], write: Write, **context
) -> HttpResponse:
    now = timezone.now()

    def save(form: BaseForm) -> str:
        messages.success(request, _what_was_done(plan_changes.apply(write=partial(write, form), now=now)))
        return reverse("followups:plan")

    page = PlanPage(
        title=title,
        make_form=make_form,
        save=save,
        preview=lambda form: plan_changes.preview(write=partial(write, form), now=now),
        versioned=CallingRules.objects.now(),
        template="followups/plan_form.html",
        context={"section": "plan", "back_url": reverse("followups:plan"), "back_label": "Follow-up plan"} | context,
    )
    return page.respond(request)
