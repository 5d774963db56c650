import hashlib
import re
from dataclasses import fields

import pytest

from prescriptions.counselling import POINT_TEXTS, RATE_WORDS, VERSION, Language, Point, Rate
from prescriptions.instruction_texts import CARD, FORM

# Words that only the one language has.
ENGLISH = re.compile(r"\b(the|and|you|your|take|with|for|when|not|of|day|dose|call|tablet|tablets|name|date)\b", re.I)
SPANISH = re.compile(r"\b(el|la|los|las|usted|tome|con|para|cuando|del|día|dosis|llame|tableta|nombre|fecha)\b", re.I)
# What a patient asks for by its English name.
LOANS = ("off-label", "compounding pharmacy")
DIGESTS = {"1": "d36f4329d5a15d64"}


def texts(language):
    """Every text of a language, by its key."""
    found = dict(POINT_TEXTS[language])
    for part in (FORM[language], CARD[language], RATE_WORDS[language]):
        for field in fields(part):
            value = getattr(part, field.name)
            found[f"{type(part).__name__}.{field.name}"] = value if isinstance(value, str) else " ".join(value)
    return found


def test_every_text_is_there_in_both_languages():
    english, spanish = texts(Language.ENGLISH), texts(Language.SPANISH)
    assert list(english) == list(spanish)
    assert [key for key in english if not english[key].strip() or not spanish[key].strip()] == []
    assert set(POINT_TEXTS[Language.ENGLISH]) == set(POINT_TEXTS[Language.SPANISH]) == set(Point)


def test_no_text_was_forgotten_in_the_other_language():
    same = {key for key, text in texts(Language.ENGLISH).items() if text == texts(Language.SPANISH)[key]}
    assert same == set()
    for language, other in ((Language.ENGLISH, SPANISH), (Language.SPANISH, ENGLISH)):
        for key, text in texts(language).items():
            for loan in LOANS:
                text = text.replace(loan, "")
            assert other.findall(re.sub(r"\{\w+\}", "", text)) == [], key


def test_what_is_filled_in_is_the_same_in_both_languages():
    for key, text in texts(Language.ENGLISH).items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", texts(Language.SPANISH)[key])), key


def test_numbers_are_the_same_in_both_languages():
    for key, text in texts(Language.ENGLISH).items():
        assert sorted(re.findall(r"[\d.]*\d", text)) == sorted(re.findall(r"[\d.]*\d", texts(Language.SPANISH)[key])), (
            key
        )


def test_other_words_get_another_version():
    """Changed a text? Count VERSION up, and add its digest here: what earlier patients were told stays named."""
    written = repr([sorted(texts(language).items()) for language in Language])
    assert hashlib.sha256(written.encode()).hexdigest()[:16] == DIGESTS[VERSION]


@pytest.mark.parametrize(
    ("rate", "english"),
    [
        (
            Rate(count=16, of=35, percent=46),
            "In a published series from a pain practice, 16 of 35 patients went on with LDN because it helped: "
            "46\u00a0%. So it fails in more patients than it helps.",
        ),
        (
            Rate(count=11, of=20, percent=55, interval=(34, 74)),
            "In our practice, 11 of 20 patients whose result is known went on with LDN because it helped: 55\u00a0% "
            "(the true share is likely between 34 and 74\u00a0%). So it does not help everyone.",
        ),
    ],
)
def test_expectations_are_honest(rate, english):
    assert RATE_WORDS[Language.ENGLISH].of(rate) == english


def test_exactly_half_is_not_more_often_failed():
    assert [Rate(count=count, of=20, percent=0).fails_more_often for count in (9, 10, 11)] == [True, False, False]
