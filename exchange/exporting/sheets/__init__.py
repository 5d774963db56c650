"""The files of an export, each with its columns."""

from exchange.exporting.columns import Sheet
from exchange.exporting.order import Order, Shape
from exchange.exporting.sheets import long, wide


def sheets_of(order: Order) -> list[Sheet]:
    return [wide.courses(order)] if order.shape == Shape.WIDE else long.sheets(order)
