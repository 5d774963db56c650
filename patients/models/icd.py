from __future__ import annotations

import re

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Left, Length

from patients import icd10
from patients.names import folded

# Words that a search heeds; more would only slow it down.
MOST_WORDS = 8
# Letters that a word needs before it is taken for a misspelt one.
SHORTEST_MISSPELT = 4


class IcdWordQuerySet(models.QuerySet):
    def as_listed(self, word: str) -> str:
        """The word itself if some description has it, else the one that is spelt most like it."""
        if len(word) < SHORTEST_MISSPELT or self.filter(word__contains=word).exists():
            return word
        near = self.annotate(nearness=TrigramSimilarity("word", word)).filter(word__trigram_similar=word)
        return near.order_by("-nearness", "word").values_list("word", flat=True).first() or word


class IcdWord(models.Model):
    """A word of the ICD-10-CM descriptions, kept so that a misspelt one finds its right spelling."""

    word = models.CharField(max_length=50, primary_key=True)

    objects = IcdWordQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="icdword_search")]

    def __str__(self) -> str:
        return self.word


class IcdCodeQuerySet(models.QuerySet):
    def billable(self) -> IcdCodeQuerySet:
        """Codes that a diagnosis can have today; the others are headings."""
        return self.filter(is_billable=True)

    def below(self, heading: str) -> IcdCodeQuerySet:
        return self.filter(code__startswith=heading).exclude(code=heading).order_by("code")

    def matching(self, text: str) -> IcdCodeQuerySet:
        """Codes that begin with the text, then those whose description has all its words, misspelt or not.

        Among these, what the practice treats comes first, and the plain description before the special one.
        """
        typed = icd10.in_the_lists_words(folded(text))
        words = [IcdWord.objects.as_listed(word) for word in re.findall(r"[^\s,;()]+", typed)[:MOST_WORDS]]
        words = [word for word in words if len(word) > 1 and word not in icd10.WORDS_WITHOUT_MEANING]
        if not words:
            return self.none()
        begins = Q(code__startswith=icd10.written_out(text))
        has_words = Q(*(Q(search_key__contains=word) for word in words))
        rank = Case(When(begins, then=0), When(description__istartswith=" ".join(words), then=1), default=2)
        is_elsewhere = Case(When(chapter__in=icd10.CHAPTERS_OF_THE_PRACTICE, then=0), default=1)
        return (
            self.annotate(chapter=Left("code", 1))
            .filter(begins | has_words)
            .order_by(rank, is_elsewhere, Case(When(begins, then=Value(0)), default=Length("description")), "code")
        )


class IcdCode(models.Model):
    """A code of the current ICD-10-CM release: a published list that no user edits, so it is not audited."""

    code = models.CharField(max_length=8, primary_key=True)
    description = models.CharField(max_length=300)
    search_key = models.CharField(max_length=300)
    is_billable = models.BooleanField()

    objects = IcdCodeQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(OpClass("search_key", name="gin_trgm_ops"), name="icdcode_search")]

    def __str__(self) -> str:
        return f"{self.code} {self.description}"


class IcdBlock(models.Model):
    """A block of the current release, as M50-M54, and the categories in it: M1A is in M05-M14, so they are listed."""

    code = models.CharField(max_length=7, primary_key=True)
    description = models.CharField(max_length=300)
    categories = ArrayField(models.CharField(max_length=3))

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.description}"

    @classmethod
    def categories_by_code(cls) -> dict[str, list[str]]:
        """Of every block; read once, since only a new release changes them, and that restarts the program."""
        if not _categories_by_code:
            _categories_by_code.update(cls.objects.values_list("code", "categories"))
        return _categories_by_code


_categories_by_code: dict[str, list[str]] = {}
