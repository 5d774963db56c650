from reports.categories import MEANINGS, Category
from reports.figures import ROW_HEIGHT, TRACK_WIDTH, Figure, Row, bar_width
from reports.templatetags.outcomes import category_badge


def row(count, of):
    return Row(label="0.75 mg", count=count, of=of)


def test_a_bar_is_as_long_as_its_share_of_the_track():
    assert bar_width(35, 35) == TRACK_WIDTH
    assert bar_width(1, 2) == TRACK_WIDTH / 2


def test_a_rare_value_still_shows_and_nothing_shows_nothing():
    assert bar_width(1, 100_000) == 2
    assert bar_width(0, 35) == 0
    assert bar_width(0, 0) == 0


def test_a_row_without_a_share_stands_in_the_table_and_not_in_the_drawing():
    figure = Figure(key="doses", title="Doses", denominator="", rows=[row(1, 2), row(7, None), row(1, 2)])

    assert [bar.y for bar in figure.bars] == [20, 20 + ROW_HEIGHT]
    assert figure.height == 2 * ROW_HEIGHT
    assert figure.rows[1].percent is None


def test_every_category_has_its_word_and_its_meaning():
    assert set(MEANINGS) == set(Category)
    assert [category_badge(code)["category"].label for code in Category.values] == Category.labels
