"""Addresses of our own pages that come back from a browser."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 200


def is_page(path: str) -> bool:
    """A page of this site, short enough to be one of ours."""
    if len(path) > LONGEST or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return False
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def came_from(request: HttpRequest) -> str:
    """The page that asked for this one to lead back to it (`?back=`), or "" if there is none."""
    path = request.GET.get("back", "")
    return path if is_page(path) else ""
