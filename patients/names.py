"""Names as they are searched and sorted: without case and accents, so that every server sorts them alike."""

import unicodedata

# Letters that Unicode does not take apart into a base letter and an accent.
_WHOLE_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th"}  # noqa: RUF001
)

# Letters that a word needs before a swap of two is looked for: in a shorter one it makes another name.
SHORTEST_SWAPPED = 4
_APOSTROPHES = str.maketrans("", "", "'\u2019\u2018\u02bc`")


def folded(text: str) -> str:
    """The text in lower case and without accents: "Özil" becomes "ozil", "Hallström" "hallstrom"."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_WHOLE_LETTERS))
    return "".join(character for character in apart if not unicodedata.combining(character))


def words_of(text: str) -> list[str]:
    """The folded words of a name or of a search, without apostrophes: "O\'Brien" and "obrien" are one."""
    return folded(text).translate(_APOSTROPHES).replace(",", " ").split()


def with_two_letters_swapped(word: str) -> list[str]:
    """The word with each two neighbours swapped: "ngyuen" gives "nguyen" among others. Short words give none."""
    if len(word) < SHORTEST_SWAPPED:
        return []
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
