"""What the form pages about one patient have in common."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from core import access_log
from core.models import Versioned
from core.pages import FormPage
from core.paths import came_from
from patients.models import Patient


def patient_form(
    request: HttpRequest,
    patient: Patient,
    *,
    title: str,
    make_form: Callable[..., BaseForm],
    done: str,
    save: Callable[[BaseForm], object] = lambda form: form.save(),
    versioned: Versioned | None = None,
    template: str = "form.html",
    **context,
) -> HttpResponse:
    """A form page about this patient, which ends at the chart, or at the page that asked for it.

    The patient's name stands in its heading alone.
    """
    access_log.record_read(request, [patient.pk])

    back = came_from(request)

    def save_and_go_on(form: BaseForm) -> Patient | str:
        save(form)
        messages.success(request, done)
        return back or patient

    context = {
        "page_title": title,
        "back_url": back or patient.get_absolute_url(),
        "back_label": "Back" if back else "Back to the chart",
        "section": "patients",
    } | context
    page = FormPage(
        title=f"{title}: {patient.full_name}",
        make_form=make_form,
        save=save_and_go_on,
        versioned=versioned,
        template=template,
        context=context,
    )
    return page.respond(request)
