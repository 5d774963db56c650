from __future__ import annotations

from datetime import date, datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.permissions import Permission
from core.fields import PlainText
from exchange.exporting.order import Order, Shape
from exchange.models import Export
from reports.forms import OutcomeFilters

# Courses from which on a file without names needs a reason, too.
REASON_FROM = 1_000
MOST_AN_HOUR = 20
AN_HOUR = timedelta(hours=1)
WITHOUT_NAMES, WITH_NAMES = "without", "with"


class ExportForm(OutcomeFilters):
    """Which courses go out, in which shape, and whether people are named: the report's filter and the file's."""

    submit_label = "Make the file"

    names = forms.ChoiceField(
        label="People in it",
        choices=[
            (WITHOUT_NAMES, "Without names: study ids, ages in years, and days counted from the start of the course"),
            (WITH_NAMES, "With names, chart numbers, telephone numbers and days"),
        ],
        initial=WITHOUT_NAMES,
        widget=forms.RadioSelect,
    )
    for_research = forms.BooleanField(
        label="For research: leave out who has not agreed to it", required=False, widget=forms.CheckboxInput
    )
    shape = forms.ChoiceField(label="Tables", choices=Shape.choices, initial=Shape.WIDE, widget=forms.RadioSelect)
    reason = PlainText(
        label="What is it for?",
        max_length=200,
        required=False,
        help_text=f"Needed for names, and for {REASON_FROM:,} courses or more. It is kept in the log.",
    )
    labels = forms.BooleanField(label="A column with words beside each column of codes", required=False)
    byte_order_mark = forms.BooleanField(
        label="A byte order mark: some versions of Excel need it to show accents", required=False
    )
    unguarded = forms.BooleanField(
        label="For programs only: leave texts that look like formulas as they are",
        required=False,
        help_text="The file says so in its name. Don't open it in a spreadsheet program.",
    )

    def __init__(self, *args, by: User, now: datetime, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.now, self.today = by, now, today
        if not by.has_perm(Permission.EXPORT_NAMES):
            del self.fields["names"]

    # What most leave as it is.
    FOR_PROGRAMS = ("labels", "byte_order_mark", "unguarded")

    def of_the_file(self) -> list[forms.BoundField]:
        beside = (*OutcomeFilters.base_fields, *self.FOR_PROGRAMS)
        return [self[name] for name in self.fields if name not in beside]

    def for_programs(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FOR_PROGRAMS]

    @property
    def is_for_programs(self) -> bool:
        """Whether any of that is chosen, or wrong: then it is not folded away."""
        return any(field.value() or field.errors for field in self.for_programs())

    @property
    def sentence_errors(self) -> list[str]:
        """What is wrong in the sentence, whose fields have no room beside them."""
        return [error for field in self if field.name in OutcomeFilters.base_fields for error in field.errors]

    def order(self) -> Order:
        said = self.cleaned_data
        return Order(
            cohort=self.cohort(today=self.today, by=self.by),
            shape=Shape(said["shape"]),
            names_people=said.get("names") == WITH_NAMES,
            for_research=said["for_research"],
            labels=said["labels"],
            guarded=not said["unguarded"],
            byte_order_mark=said["byte_order_mark"],
            today=self.today,
        )

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        order = self.order()
        self.courses = order.courses().order_by().count()
        self._refuse_nothing(order)
        if not cleaned["reason"] and (order.names_people or self.courses >= REASON_FROM):
            self.add_error("reason", "Say what the file is for.")
        if Export.objects.filter(user=self.by).asked_since(self.now - AN_HOUR).count() >= MOST_AN_HOUR:
            raise ValidationError(f"You have asked for {MOST_AN_HOUR} files in the last hour. Wait a little.")
        return cleaned

    def _refuse_nothing(self, order: Order) -> None:
        if self.courses:
            return
        if order.for_research and order.without_consent().order_by().exists():
            raise ValidationError("No patient of these courses has agreed to research, so the file would be empty.")
        raise ValidationError("No course is in this period, so the file would be empty. Choose another period.")
