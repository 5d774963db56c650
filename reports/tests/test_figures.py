from reports.categories import MEANINGS, Category
from reports.drawing import PAGE, bar_width, for_page
from reports.figures import Figure, Row
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
