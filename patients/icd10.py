"""The ICD-10-CM release: from the package that carries it into our tables, and how people write and search codes."""

import gc
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, models

from patients.names import folded

CODE_COLUMNS = ("code", "description", "search_key", "is_billable")
# First letters of the codes that the practice uses most: the musculoskeletal and the nervous system.
CHAPTERS_OF_THE_PRACTICE = ("M", "G")
WORDS_WITHOUT_MEANING = frozenset({"of", "the", "and", "in", "with", "to", "or", "due"})
# What people say, and what the release calls it.
SPOKEN = {
    "neck pain": "cervicalgia",
    "pinched nerve": "radiculopathy",
    "slipped disc": "disc displacement",
    "herniated disc": "disc displacement",
    "bulging disc": "disc displacement",
    "si joint": "sacroili",
    "crps": "complex regional pain syndrome",
}


def written_out(text: str) -> str:
    """A code as the release writes it: "m5416" becomes "M54.16"."""
    characters = "".join(text.split()).replace(".", "").upper()
    return f"{characters[:3]}.{characters[3:]}" if len(characters) > 3 else characters


def in_the_lists_words(typed: str) -> str:
    """The typed text, what people say replaced by what the release calls it."""
    for spoken, listed in SPOKEN.items():
        typed = typed.replace(spoken, listed)
    return typed


def load(model: type[models.Model]) -> int:
    """Replace the table's rows with the whole current release; returns how many there are.

    The package takes seconds and 200 MB to import, so only this function does.
    """
    with _garbage_left_alone():
        import simple_icd_10_cm as release

        # A block of one category has the same code as the category, so it is named twice.
        listed = dict.fromkeys(release.get_all_codes())
        codes = [code for code in listed if release.is_category_or_subcategory(code)]
        rows = []
        for code in codes:
            description = release.get_description(code)
            rows.append((code, description, folded(f"{code} {description}"), release.is_leaf(code)))
        _replace(model, CODE_COLUMNS, rows)
    return len(rows)


def load_blocks(model: type[models.Model]) -> int:
    """Replace the table's rows with the blocks of the current release; returns how many there are.

    A block of one category has the category's code, and is left to it.
    """
    with _garbage_left_alone():
        import simple_icd_10_cm as release

        blocks = [code for code in dict.fromkeys(release.get_all_codes()) if "-" in code]
        rows = [(code, _without_range(release.get_description(code)), release.get_children(code)) for code in blocks]
    _replace(model, ("code", "description", "categories"), rows)
    return len(rows)


def _without_range(description: str) -> str:
    """Of "Other dorsopathies (M50-M54)" the words."""
    return description.partition(" (")[0] if description.endswith(")") else description


@contextmanager
def _garbage_left_alone() -> Iterator[None]:
    """Python looks through all objects again and again while a million are made; here that is half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def load_words(model: type[models.Model], code_model: type[models.Model]) -> int:
    """Replace the table of words with those of the descriptions; returns how many there are."""
    words = set()
    for key in code_model.objects.values_list("search_key", flat=True).iterator():
        words.update(re.findall(r"[a-z]{4,50}", key.partition(" ")[2]))
    _replace(model, ("word",), [(word,) for word in sorted(words)])
    return len(words)


def _replace(model: type[models.Model], columns: Iterable[str], rows: list[tuple]) -> None:
    quote = connection.ops.quote_name
    model.objects.all().delete()
    statement = f"COPY {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
