from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.access import signed_in
from reports import home as home_of


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page of a role. It names nobody."""
    parts = home_of.parts(request.user, now=timezone.now())
    return render(request, "reports/home.html", {"title": "Today", "section": "home", "parts": parts})
