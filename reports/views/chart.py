from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.permissions import Permission
from core import access_log
from core.access import requires
from reports.chart import page


@requires(Permission.SEE_PATIENTS)
@require_GET
def chart(request: HttpRequest, pk: int) -> HttpResponse:
    """One patient; `?course=` shows an earlier course's picture and rows in place of the current one's."""
    course_pk = request.GET.get("course", "")
    chart = page.load(
        pk,
        course_pk=int(course_pk) if course_pk.isdecimal() else None,
        by=request.user,
        today=timezone.localdate(),
    )
    access_log.record_read(request, [pk, *(merge.merged_id for merge in chart.patient.merges_in_force)])
    context = {"chart": chart, "patient": chart.patient, "page_title": "Chart", "section": "patients"}
    return render(request, "reports/chart.html", context)
