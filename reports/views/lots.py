from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from core import access_log
from core.access import requires
from reports import lots as found_lots
from reports.forms import LotForm


@requires(Permission.SEE_PATIENTS)
@require_http_methods(["GET", "POST"])
def lots(request: HttpRequest) -> HttpResponse:
    """Who got a lot, and how they are: the lot is posted, so that no address names it."""
    page = {"title": "Find a lot", "section": "reports"}
    if request.method == "GET":
        return render(request, "reports/lots.html", page | {"form": LotForm()})
    form = LotForm(request.POST)
    if not form.is_valid():
        return render(request, "reports/lots.html", page | {"form": form}, status=422)
    found = found_lots.find(form.cleaned_data["lot"], today=timezone.localdate(), by=request.user)
    access_log.record_read(request, [row.patient.pk for row in found.rows])
    return render(request, "reports/lots.html", page | {"form": form, "found": found})
