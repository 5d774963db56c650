from accounts.models import ClinicSettings, User
from accounts.permissions import Permission
from core.forms import ClinicModelForm, clinic_formfield


class CoverForm(ClinicModelForm):
    """Who takes what waits for a clinician who is away."""

    class Meta:
        model = User
        fields = ("covered_by",)
        formfield_callback = clinic_formfield
        help_texts = {
            "covered_by": "While someone is away, this clinician sees the same tasks and gets the same e-mails. Take it"
            " out on coming back."
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        clinicians = User.objects.who_may(Permission.CLOSE_TASKS)
        self.fields["covered_by"].queryset = clinicians.exclude(pk=self.instance.pk)
        self.fields["covered_by"].empty_label = "Nobody"

    def save(self, commit: bool = True) -> User:
        """Only what the form shows: a password that changes meanwhile stays."""
        self.instance.save(update_fields=list(self.fields))
        return self.instance


class MySettingsForm(CoverForm):
    """What a user decides alone. Only who may close tasks has any to be covered."""

    class Meta(CoverForm.Meta):
        fields = ("email", "wants_digest", "covered_by")
        labels = {
            "email": "E-mail address",
            "wants_digest": "Send me an e-mail each working morning with what waits",
        }
        help_texts = CoverForm.Meta.help_texts | {
            "email": "Where notices go: that a task waits, or an emergency. No patient is named in them.",
            "wants_digest": "Counts and links, at 7:00. No patient is named in it.",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.may_own_tasks:
            del self.fields["covered_by"]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("wants_digest") and not data.get("email", True):
            self.add_error("email", "Enter the address that the e-mail goes to.")
        return data


class ClinicSettingsForm(ClinicModelForm):
    class Meta:
        model = ClinicSettings
        fields = ("transfer_number", "covering_prescriber", "appointment_dates", "small_cells_under")
        formfield_callback = clinic_formfield
        help_texts = {
            "transfer_number": "Where a call is put through to in an emergency. It stands on the emergency page.",
            "covering_prescriber": "Gets an emergency that no clinician has acknowledged for an hour, where the one it"
            " went to first has no cover.",
            "appointment_dates": "Year-month-day is always read. Another way is read only if it is declared here: 03/04"
            " is never guessed.",
            "small_cells_under": "In tables and figures that are downloaded. A small count can tell who it is; funders"
            " and journals ask for 11 or 5. On the clinic's own pages every count stays exact.",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["covering_prescriber"].queryset = User.objects.who_may(Permission.PRESCRIBE)
        self.fields["covering_prescriber"].empty_label = "Nobody: all clinicians are told again"
