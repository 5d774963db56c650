"""The answer form and the call page as a browser sends them."""

import uuid


def typed(client, followup=None, **changes):
    """A complete answer of 60 % that goes on, as the browser sends it; None takes a field out."""
    form = {
        "form_key": str(uuid.uuid4()),
        "version": str(followup.version) if followup else "",
        "pgic": "2",
        "relief_percent": "60",
        "continues": "yes",
        "quality_of_life_improved": "",
        "stop_reason": "",
        "stopped_on": "",
        "side_effects": "none",
        "dose_count": "2",
        "strength_mg": "1.5",
        "gains_in_own_words": "I can hoover again",
        "functional_gains": ["house_chores", "sleep"],
        "average_pain": "3",
        "peg_enjoyment": "2",
        "peg_activity": "1",
        "monthly_cost_usd": "18.50",
        "asked_on": "2026-07-08",
        "mode": "phone",
        "asked_by": str(client.user.pk),
        "asked_in": "en",
        "answered_by": "patient",
        "proxy_relation": "",
    } | changes
    return {name: value for name, value in form.items() if value is not None}


def path(followup):
    return f"/follow-ups/{followup.pk}/answer/"


def send(client, followup, **changes):
    return client.post(path(followup), typed(client, followup, **changes))


def call_path(followup):
    return f"/follow-ups/{followup.pk}/call/"


def call(client, followup, outcome="", **changes):
    """What the call page sends: no answers, the first number, and the outcome whose button was pressed."""
    form = {
        "form_key": str(uuid.uuid4()),
        "version": str(followup.version),
        "number": "+12025550101",
        "outcome": outcome,
        "asked_on": "2026-07-08",
        "asked_by": str(client.user.pk),
        "mode": "phone",
        "answered_by": "patient",
        "strength_mg": "1.5",
    } | changes
    return client.post(call_path(followup), {name: value for name, value in form.items() if value is not None})


def answer_by_telephone(client, followup, **changes):
    """The answers of the call page, all of them."""
    return client.post(call_path(followup), typed(client, followup, number="+12025550101") | changes)


def sentences(response):
    """The errors that the page shows, with the fields they stand at."""
    form = response.context["form"]
    return {name: list(errors) for name, errors in form.errors.items()}


def message(response):
    return str(next(iter(response.wsgi_request._messages)))


def refreshed(row):
    return type(row).objects.get(pk=row.pk)
