"""An export as people read of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from exchange.exporting.order import Order
from exchange.forms import WITH_NAMES, WITHOUT_NAMES
from exchange.models import Export
from reports import words
from reports.selections import cohort_codes


@dataclass(frozen=True)
class Described:
    export: Export

    def __getattr__(self, name: str) -> object:
        return getattr(self.export, name)

    @property
    def which(self) -> str:
        """Says which courses are in it: "Courses prescribed at any time, ..."."""
        return f"Courses {words.period(self.order.cohort)}"

    @property
    def how(self) -> list[str]:
        """What the user chose besides."""
        order = self.order
        said = {
            "names, chart numbers and days": order.names_people,
            "without names": not order.names_people,
            "only patients who agreed to research": order.for_research,
            "words beside the codes": order.labels,
            "for programs only: formulas are not guarded": not order.guarded,
        }
        return [order.shape.short, *(words for words, is_so in said.items() if is_so)]

    @property
    def again(self) -> str:
        """The same order as a query for the form."""
        order = self.order
        said = cohort_codes(order.cohort) | {
            "names": WITH_NAMES if order.names_people else WITHOUT_NAMES,
            "shape": order.shape.value,
            "for_research": order.for_research,
            "labels": order.labels,
            "byte_order_mark": order.byte_order_mark,
            "unguarded": not order.guarded,
        }
        return urlencode({name: value for name, value in said.items() if value not in (False, "")})

    @property
    def order(self) -> Order:
        return Order.from_codes(self.export.codes, by=self.export.user)
