"""What stands at the head of an administrator's pages while messages could not be sent."""

from django import template

from accounts.permissions import Permission
from core.models import OutboxMessage

register = template.Library()


@register.inclusion_tag("accounts/_unsent_banner.html", takes_context=True)
def unsent_banner(context: template.Context) -> dict:
    """Whether the outbox has given up on messages, for who looks after the clinic: one query."""
    request = context.get("request")
    if not request or not request.user.has_perm(Permission.MANAGE_CLINIC):
        return {}
    return {"unsent": OutboxMessage.objects.given_up().exists()}
