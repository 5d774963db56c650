from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from core.forms import ClinicForm
from exchange.importing import files, matching
from exchange.importing.columns import COLUMNS, Column
from exchange.importing.faults import Refused, shown
from exchange.importing.tables import open_table
from exchange.imports import keeping
from exchange.imports.running import ROW_LIMIT
from exchange.imports.sample import Sample
from exchange.models import Import

MEGABYTES = files.FILE_LIMIT // 2**20
HELP = (
    f"A CSV file (UTF-8) or an Excel workbook (.xlsx), one course a line, at most {MEGABYTES} MB, {ROW_LIMIT:,} lines"
    f" and {files.LINE_LIMIT:,} characters a line. Nothing is written before you have seen what it would change."
)
NOT_IN_THE_FILE = "Not in this file"


class UploadForm(ClinicForm):
    """A file that is a table, whatever it says; it is kept on the disk once it is valid."""

    submit_label = "Upload"

    file = forms.FileField(
        label="Spreadsheet",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        help_text=HELP,
        max_length=None,
        error_messages={"empty": "The file is empty; it begins with a line of the column names."},
    )

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.upload = Import(user=by)

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > files.FILE_LIMIT:
            raise ValidationError(_sentence(files.too_large()))
        path = keeping.keep(self.upload, file.chunks())
        try:
            table = open_table(path)
            sample = Sample.of(table)
            matching.check_headings(table.headings, sample.lines)
            if not sample.seen:
                raise ValidationError("There is no course below the column names.")
        except Refused as refused:
            keeping.forget(self.upload)
            raise ValidationError(refused.sentence) from None
        except ValidationError:
            keeping.forget(self.upload)
            raise
        self.upload.is_workbook, self.upload.size_bytes = table.is_workbook, file.size
        return file


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


class Headings(forms.Select):
    """A choice of the file's columns; each carries what stands below it, for the page to show when it is chosen."""

    def __init__(self, values: Mapping[str, str], **kwargs) -> None:
        super().__init__(**kwargs)
        self.values = values

    def create_option(self, name, value, *args, **kwargs) -> dict:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-values"] = self.values.get(str(value), "")
        return option


class ColumnsForm(ClinicForm):
    """Which of the file's columns is which of ours, and how it writes days."""

    submit_label = "Check the file"

    dates = forms.ChoiceField(
        label="How are days written in this file?", choices=Import.Dates, widget=forms.RadioSelect
    )

    def __init__(self, *args, sample: Sample, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.sample = sample
        named = [heading for heading in sample.headings if heading]
        values = {heading: ", ".join(sample.values(heading)) for heading in named}
        for column in COLUMNS:
            self.fields[column.name] = forms.ChoiceField(
                label=column.name,
                required=column.is_required,
                choices=[("", NOT_IN_THE_FILE), *((heading, shown(heading)[1:-1]) for heading in named)],
                widget=Headings(values, attrs={"class": "form-select", "data-match": ""}),
                error_messages={"required": "Choose the column of the file: this can't be left out."},
            )

    @property
    def rows(self) -> Iterator[tuple[Column, forms.BoundField, str]]:
        """Each of our columns, its choice, and what stands below the chosen heading."""
        for column in COLUMNS:
            bound = self[column.name]
            heading = bound.value()
            is_there = heading in self.sample.headings and heading
            yield column, bound, ", ".join(self.sample.values(heading)) if is_there else ""

    @property
    def left_over(self) -> list[str]:
        """Columns of the file that nothing of ours is."""
        chosen = {bound.value() for _, bound, _ in self.rows}
        return [heading for heading in self.sample.headings if heading and heading not in chosen]

    def clean(self) -> dict:
        cleaned = super().clean()
        for heading, count in Counter(self.columns().values()).items():
            if count > 1:
                twice = [name for name, chosen in self.columns().items() if chosen == heading]
                self.add_error(
                    twice[-1], f"{shown(heading)} is chosen for {' and for '.join(twice)}. One of them is wrong."
                )
        return cleaned

    def columns(self) -> dict[str, str]:
        """Our name to the file's heading, of those that are there."""
        names = (column.name for column in COLUMNS)
        return {name: heading for name in names if (heading := self.cleaned_data.get(name))}


class StartForm(ClinicForm):
    """Nothing but a word on people who may be on file already, where there are any."""

    submit_label = "Import"

    are_others = forms.BooleanField(label="I have looked: these are different people, import them")

    def __init__(self, *args, asks: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["are_others"]
