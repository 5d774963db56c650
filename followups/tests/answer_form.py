"""The answer form as a browser sends it."""

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
        "dose_mg": "3",
        "gains_in_own_words": "I can hoover again",
        "functional_gains": ["house_chores", "sleep"],
        "average_pain": "3",
        "peg_enjoyment": "2",
        "peg_activity": "1",
        "monthly_cost_usd": "18.50",
        "asked_on": "2026-07-08",
        "mode": "phone",
        "asked_by": str(client.user.pk),
        "answered_by": "patient",
        "proxy_relation": "",
    } | changes
    return {name: value for name, value in form.items() if value is not None}


def path(followup):
    return f"/follow-ups/{followup.pk}/answer/"


def send(client, followup, **changes):
    return client.post(path(followup), typed(client, followup, **changes))


def sentences(response):
    """The errors that the page shows, with the fields they stand at."""
    form = response.context["form"]
    return {name: list(errors) for name, errors in form.errors.items()}
