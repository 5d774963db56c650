from functools import partial

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import ClinicSettingsForm, CoverForm, MySettingsForm
from accounts.models import ClinicSettings, User
from accounts.permissions import Permission
from core import outbox
from core.access import requires
from core.models import OutboxMessage
from core.pages import FormPage
from core.wording import counted

MOST_MESSAGES = 50


@requires(Permission.RECORD_CONTACTS)
@require_http_methods(["GET", "POST"])
def my_settings(request: HttpRequest) -> HttpResponse:
    """The morning e-mail, and who covers for the user."""
    me = User.objects.get(pk=request.user.pk)  # not the one of the request, which a form that is refused would change
    return FormPage(
        title="My settings",
        make_form=partial(MySettingsForm, instance=me),
        save=partial(_save, request, "Your settings are saved.", "accounts:my-settings"),
        template="accounts/my_settings.html",
    ).respond(request)


def _save(request: HttpRequest, done: str, page: str, form: ModelForm) -> str:
    form.save()
    messages.success(request, done)
    return reverse(page)


@requires(Permission.MANAGE_CLINIC)
@require_GET
def clinic(request: HttpRequest) -> HttpResponse:
    """What holds for the whole clinic: its settings, who covers for whom, and messages that did not go out."""
    unsent = OutboxMessage.objects.given_up().order_by("not_before")
    context = {
        "title": "The clinic",
        "section": "settings",
        "settings": ClinicSettings.objects.select_related("covering_prescriber").filter(pk=ClinicSettings.ONLY).first()
        or ClinicSettings(),
        "clinicians": User.objects.who_may(Permission.CLOSE_TASKS).select_related("covered_by"),
        "unsent": [(message, outbox.words_for(message.kind)) for message in unsent[:MOST_MESSAGES]],
        "unsent_count": unsent.count(),
    }
    return render(request, "accounts/clinic.html", context)


CLINIC_PAGE = {"section": "settings", "back_label": "The clinic"}


@requires(Permission.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
def clinic_settings(request: HttpRequest) -> HttpResponse:
    settings = ClinicSettings.objects.now()
    return FormPage(
        title="Clinic settings",
        make_form=partial(ClinicSettingsForm, instance=settings),
        save=partial(_save, request, "The clinic's settings are saved.", "accounts:clinic"),
        versioned=settings,
        context=CLINIC_PAGE | {"back_url": reverse("accounts:clinic")},
    ).respond(request)


@requires(Permission.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
def cover(request: HttpRequest, pk: int) -> HttpResponse:
    clinician = get_object_or_404(User.objects.who_may(Permission.CLOSE_TASKS), pk=pk)
    return FormPage(
        title=f"Cover for {clinician}",
        make_form=partial(CoverForm, instance=clinician),
        save=partial(_save, request, "The cover is saved.", "accounts:clinic"),
        context=CLINIC_PAGE | {"back_url": reverse("accounts:clinic")},
    ).respond(request)


@requires(Permission.MANAGE_CLINIC)
@require_POST
def try_messages_again(request: HttpRequest) -> HttpResponse:
    """Put back what the outbox has given up."""
    count = outbox.try_again(now=timezone.now())
    messages.success(request, f"{counted(count, 'message')} will be tried again at the next pass.")
    return redirect("accounts:clinic")
