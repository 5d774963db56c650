import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import ClinicSettings
from core.forms import ClinicForm
from core.wording import counted
from patients.appointments import taking
from patients.appointments.folder import visible
from patients.appointments.reading import FILE_LIMIT, ROW_LIMIT, Fault, NotAFile, read
from patients.models import AppointmentFile


class AppointmentFileForm(ClinicForm):
    """A file that is uploaded: all of its lines can be read, or none is taken."""

    submit_label = "Read the file"

    file = forms.FileField(
        label="Appointment file",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=f"CSV, UTF-8, at most {ROW_LIMIT:,} appointments and {FILE_LIMIT // 2**20} MB. Nothing is saved"
        " before you have seen what it would change.",
    )
    # Lines that can't be taken, once the form was checked.
    faults: list[Fault] = []

    def clean_file(self) -> forms.FileField:
        file = self.cleaned_data["file"]
        content = file.read(FILE_LIMIT + 1)
        self.content_hash = hashlib.sha256(content).hexdigest()
        known = AppointmentFile.objects.taken().known(self.content_hash)
        if known and not known.faults:
            raise ValidationError("This very file was taken in already. It adds nothing.")
        try:
            date_format = ClinicSettings.objects.now().appointment_dates
            self.rows, faults = read(content, date_format=date_format, today=timezone.localdate())
        except NotAFile as error:
            raise ValidationError(str(error)) from None
        self.faults = sorted([*faults, *taking.compare(self.rows).faults])
        if self.faults:
            raise ValidationError(f"{counted(len(self.faults), 'line')} can't be taken, so nothing was.")
        if not self.rows:
            raise ValidationError("There is no appointment below the column names.")
        return file

    def file_name(self) -> str:
        return visible(self.cleaned_data["file"].name)
