"""What a browser would post from this app's pages, for the tests."""

REGISTER = {
    "chart_number": "LDN-100",
    "family_name": "Abbott",
    "given_name": "Ada",
    "date_of_birth": "1961-03-04",
    "sex": "F",
    "language": "en",
    "time_zone": "America/Chicago",
    "consents_to_calls": "True",
    "phone": "202 555 0104",
    "phone_kind": "home",
    "phone_belongs_to": "her daughter",
    "phone_message": "call_back",
}
EDIT = {name: value for name, value in REGISTER.items() if not name.startswith("phone")}


def contact_rights(*, numbers=(), persons=(), **changes) -> dict:
    """`numbers` are (number, kind, whose, message), `persons` are (name, relation)."""
    post = {"consents_to_calls": "True", "version": "1"}
    post |= {"phone-TOTAL_FORMS": len(numbers) + 1, "phone-INITIAL_FORMS": 0}
    post |= {"person-TOTAL_FORMS": len(persons) + 1, "person-INITIAL_FORMS": 0}
    rows = [*numbers, ("", "mobile", "the patient", "nothing")]
    for row, values in enumerate(rows):
        names = ("number", "kind", "belongs_to", "message")
        post |= {f"phone-{row}-{name}": value for name, value in zip(names, values, strict=True)}
    for row, (name, relation) in enumerate([*persons, ("", "")]):
        post |= {f"person-{row}-name": name, f"person-{row}-relation": relation}
    return post | changes
