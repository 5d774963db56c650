import re

from django.conf import settings

from reports.categories import MEANINGS, Category
from reports.drawing import PAGE, bar_width, for_page, for_slide
from reports.figures import Figure, Row, Spread
from reports.ink import BAR, FILLS, INK, LINE, SOFT
from reports.statistics import describe
from reports.templatetags.outcomes import category_badge


def row(count, of):
    return Row(label="0.75 mg", count=count, of=of)


def test_a_bar_is_as_long_as_its_share_of_the_track():
    assert bar_width(35, 35, 260) == 260
    assert bar_width(1, 2, 260) == 130


def test_a_rare_value_still_shows_and_nothing_shows_nothing():
    assert bar_width(1, 100_000, 260) == 2
    assert bar_width(0, 35, 260) == 0
    assert bar_width(0, 0, 260) == 0


def test_a_row_without_a_share_stands_in_the_table_and_not_in_the_drawing():
    figure = Figure(key="doses", title="Doses", denominator="", rows=[row(1, 2), row(7, None), row(1, 2)])

    drawing = for_page(figure)
    assert [mark.boxes[0].y for mark in drawing.marks] == [PAGE.bar_dy, PAGE.bar_dy + PAGE.row_height]
    assert drawing.height == 2 * PAGE.row_height
    assert figure.rows[1].percent is None


def test_every_category_has_its_word_and_its_meaning():
    assert set(MEANINGS) == set(Category)
    assert [category_badge(code)["category"].label for code in Category.values] == Category.labels


def test_pictures_have_the_colours_of_the_pages():
    css = (settings.BASE_DIR / "static" / "clinic" / "clinic.css").read_text()
    inks = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css))
    of_badges = {}
    for selectors, name in re.findall(r"((?:\.category-[\w-]+(?:, )?)+) { --mark: var\(--([a-z-]+)\); }", css):
        of_badges |= dict.fromkeys(re.findall(r"category-([\w-]+)", selectors), inks[name])

    assert of_badges == {category.value: fill for category, fill in FILLS.items()}
    assert (inks["ink"], inks["soft-ink"], inks["line"], inks["action"]) == (INK, SOFT, LINE, BAR)


def test_a_small_number_asks_to_read_the_counts():
    small = Figure(key="doses", title="Doses", denominator="", rows=[row(1, 16)])

    assert small.caution == "Only 16 counted: read the counts and the intervals, not the percentages alone."
    assert Figure(key="doses", title="Doses", denominator="", rows=[row(1, 20)]).caution == ""


def test_a_slide_says_its_title_its_denominator_and_which_courses():
    figure = Figure(key="doses", title="Doses", denominator="of the 16", rows=[row(1, 16)])

    said = [text.words for mark in for_slide(figure, about=["Courses of 2019."]).marks for text in mark.texts]

    assert said[:2] == ["Doses", "Of the 16"]
    assert said[-1] == "Courses of 2019."


def test_what_has_no_values_is_described_by_dashes():
    nothing = Spread(label="Relief", of=describe({}), unit="%")

    assert [text for _, text in nothing.cells] == ["0", *["\u2013"] * 5]
    assert nothing.words == "n 0"
