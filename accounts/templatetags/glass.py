"""Emergency access: what says that it runs, and the way to it from a page that was refused."""

from django import template
from django.utils import timezone

from accounts.permissions import Permission

register = template.Library()


@register.inclusion_tag("accounts/_glass_banner.html", takes_context=True)
def glass_banner(context: template.Context) -> dict:
    """How long an emergency access still runs; no query."""
    request = context.get("request")
    if not request or not request.user.is_authenticated or not request.user.is_under_glass:
        return {}
    until = request.user.glass_until
    seconds = (until - timezone.now()).total_seconds()
    return {"until": until, "minutes": max(int(seconds // 60), 0), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("accounts/_glass_offer.html", takes_context=True)
def glass_offer(context: template.Context) -> dict:
    """Where sight of patients was what was missing, for who may break the glass."""
    request = context.get("request")
    refused = getattr(request, "refused", ())
    if Permission.SEE_PATIENTS not in refused or not request.user.has_perm(Permission.BREAK_GLASS):
        return {}
    return {"is_offered": True, "path": request.path if request.method == "GET" else ""}
