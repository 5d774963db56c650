from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from core.access import requires
from patients.forms import ResearchConsentForm
from patients.models import Patient, ResearchConsent
from patients.views.pages import patient_form


@requires(Permission.EDIT_PATIENTS)
@require_http_methods(["GET", "POST"])
def research_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what the patient said about research; what was said before stays, and is listed."""
    patient = get_object_or_404(Patient.objects.seen_by(request.user), pk=pk)
    consents = ResearchConsent.objects.seen_by(request.user)
    new = ResearchConsent(
        patient=patient,
        recorded_by=request.user,
        said_on=timezone.localdate(),
        form_version=consents.last_version(),
    )
    return patient_form(
        request,
        patient,
        title="Consent to research",
        make_form=partial(ResearchConsentForm, instance=new, initial={"agrees": ""}),
        done="What the patient said about research is saved.",
        template="patients/research_consent.html",
        said=consents.filter(patient=patient).select_related("recorded_by").order_by("-said_on", "-pk"),
    )
