"""The answer form: what the assistant asks, in the order it is asked, and last how it was asked."""

from decimal import Decimal

from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from accounts.permissions import Permission
from core import clinical
from core.fields import PastDay, PlainText, yes_no_unknown
from core.forms import ClinicForm
from followups import contradictions
from followups.actions import Stop
from followups.forms.reasons import main_reason, other_reasons
from followups.forms.side_effects import SideEffectsField
from followups.models import FollowUp, Response
from prescriptions import supply
from prescriptions.models import NewFact, Prescription

# Fields that go into the answer as they are.
ITEMS = (
    "pgic",
    "relief_percent",
    "continues",
    "quality_of_life_improved",
    "functional_gains",
    "gains_in_own_words",
    "average_pain",
    "peg_enjoyment",
    "peg_activity",
    "dose_mg",
    "monthly_cost_usd",
    "new_facts_in_words",
)
CIRCUMSTANCES = ("asked_on", "mode", "asked_by", "answered_by", "proxy_relation", "through_interpreter")
STOP_FIELDS = ("stop_reason", "other_stop_reasons", "stopped_on")
SOMETHING_TO_SAVE = "Nothing was answered. Fill in at least one answer, or log the call instead."


def pain(label: str) -> forms.IntegerField:
    low, high = clinical.PAIN_RANGE
    return forms.IntegerField(label=label, min_value=low, max_value=high, required=False)


class AnswerForm(ClinicForm):
    """What a patient answered. Items that are left empty were not asked."""

    submit_label = "Save the answer"

    pgic = forms.TypedChoiceField(
        label="Compared to before LDN, how is the patient now?",
        choices=[*((value, f"{value} {label}") for value, label in Response.Pgic.choices), ("", "Not asked")],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text="In the patient's own judgement. The keys 1 to 7 choose here, too.",
    )
    relief_percent = forms.IntegerField(
        label="Relief since before LDN, per cent",
        min_value=clinical.RELIEF_PERCENT_RANGE[0],
        max_value=clinical.RELIEF_PERCENT_RANGE[1],
        required=False,
        help_text="A whole number: 100 is free of pain, 0 no relief, negative is worse. Leave it empty if not asked.",
    )
    confirmed = forms.Field(label="Do these fit together?", required=False, widget=forms.CheckboxSelectMultiple)
    continues = yes_no_unknown(label="Does the patient go on with LDN?")
    quality_of_life_improved = yes_no_unknown(
        label="Better quality of life with LDN?",
        help_text=f"It decides where relief is under {clinical.RESPONDER_RELIEF_PERCENT} % and the patient goes on.",
    )
    stop_reason = main_reason(required=False)
    other_stop_reasons = other_reasons()
    stopped_on = PastDay(
        label="Stopped on", required=False, help_text="The first day without LDN. Empty: the day that was asked."
    )
    side_effects = SideEffectsField()
    dose_mg = forms.DecimalField(
        label="Dose now, mg a day",
        max_digits=5,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=clinical.RECORDED_DOSE_LIMIT_MG,
        required=False,
    )
    anything_new = yes_no_unknown(label="Any new medicine, opioid, illness, pregnancy or procedure?")
    new_facts = forms.MultipleChoiceField(
        label="What is new?", choices=NewFact, required=False, widget=forms.CheckboxSelectMultiple
    )
    new_facts_in_words = PlainText(
        label="Which, since when, how much",
        max_length=200,
        required=False,
        help_text="The clinicians get a task for today. An opioid stops LDN until the patient is screened.",
    )
    functional_gains = forms.MultipleChoiceField(
        label="What goes better?",
        choices=Response.Gain.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    gains_in_own_words = PlainText(
        label="In the patient's own words", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    average_pain = pain("Average pain in the past week, 0 to 10")
    peg_enjoyment = pain("How much pain interfered with enjoyment of life, 0 to 10")
    peg_activity = pain("How much pain interfered with general activity, 0 to 10")
    monthly_cost_usd = forms.DecimalField(
        label="Cost a month, USD", max_digits=7, decimal_places=2, min_value=0, required=False
    )
    asked_on = PastDay(label="Asked on")
    mode = forms.ChoiceField(label="How", choices=Response.Mode.choices, widget=forms.RadioSelect)
    asked_by = forms.ModelChoiceField(label="Who asked", queryset=None, empty_label=None)
    answered_by = forms.ChoiceField(label="Who answered", choices=Response.AnsweredBy.choices, widget=forms.RadioSelect)
    proxy_relation = PlainText(label="Relation to the patient", max_length=60, required=False)
    through_interpreter = forms.BooleanField(label="Through an interpreter", required=False)

    def __init__(self, *args, course: Prescription, followup: FollowUp | None = None, **kwargs) -> None:
        self.course = course  # the layout asks for it
        super().__init__(*args, **kwargs)
        self.followup = followup
        self.fields["asked_by"].queryset = people_who_ask()
        self.fields["dose_mg"].help_text = doses_in_hand(course)
        if not course.is_open:
            for name in STOP_FIELDS:
                del self.fields[name]

    def get_layout(self) -> Layout:
        reasons = STOP_FIELDS if self.course.is_open else ()
        return Layout(
            "pgic",
            "relief_percent",
            Field("confirmed", template="followups/_asked_again.html"),
            "continues",
            Div("quality_of_life_improved", data_shown_if="quality-decides"),
            Div(*reasons, data_shown_if="goes-not-on", css_class="choices-in-columns"),
            Field("side_effects", template="followups/_side_effects.html"),
            "dose_mg",
            "anything_new",
            Div(
                Div("new_facts", css_class="choices-in-columns"),
                "new_facts_in_words",
                data_shown_if="something-new",
            ),
            HTML("<h2>Functional gains</h2>"),
            Div("functional_gains", css_class="choices-in-columns"),
            "gains_in_own_words",
            HTML("<h2>Pain in the past week, and cost</h2>"),
            "average_pain",
            "peg_enjoyment",
            "peg_activity",
            "monthly_cost_usd",
            HTML("<h2>How it was asked</h2>"),
            *CIRCUMSTANCES[:4],
            Div("proxy_relation", data_shown_if="someone-else"),
            "through_interpreter",
        )

    def clean(self) -> dict:
        typed = super().clean()
        self._check_proxy(typed)
        if self.course.is_open:
            self._check_reasons(typed)
        self._check_new_facts(typed)
        self._ask_about_contradiction(typed)
        if not self.errors and not any(
            typed[name] not in (None, "", []) for name in (*ITEMS, "side_effects", "anything_new")
        ):
            self.add_error(None, SOMETHING_TO_SAVE)
        return typed

    def _check_proxy(self, typed: dict) -> None:
        is_proxy = typed.get("answered_by") == Response.AnsweredBy.PROXY
        relation = typed.get("proxy_relation")
        if is_proxy and relation == "":
            self.add_error("proxy_relation", "Say how the person who answered is related to the patient.")
        if not is_proxy and relation:
            self.add_error("proxy_relation", "The patient answered: leave this empty, or choose someone else above.")

    def _check_new_facts(self, typed: dict) -> None:
        is_new, kinds, words = typed.get("anything_new"), typed.get("new_facts"), typed.get("new_facts_in_words")
        if is_new and kinds == []:
            self.add_error("new_facts", "Tick what is new.")
        if is_new and words == "":
            self.add_error("new_facts_in_words", "Say which, since when, and how much.")
        if not is_new and (kinds or words):
            self.add_error("anything_new", "Something new is filled in below: answer Yes here, or take it away.")

    def _check_reasons(self, typed: dict) -> None:
        goes_not_on = typed.get("continues") is False
        if goes_not_on and typed.get("stop_reason") == "":
            self.add_error("stop_reason", "Choose why the patient does not go on.")
        if not goes_not_on and any(typed.get(name) for name in STOP_FIELDS):
            self.add_error("continues", "There is a reason to stop below: answer No here, or take the reason away.")

    def _ask_about_contradiction(self, typed: dict) -> None:
        """The tick holds for these two answers; others have to be confirmed anew."""
        pgic, relief = typed.get("pgic"), typed.get("relief_percent")
        question = contradictions.question(pgic=pgic, relief_percent=relief)
        if question is None:
            return
        self.fields["confirmed"].question = question  # the field is drawn only where there is one
        these = f"{pgic} and {relief}"
        self.fields["confirmed"].widget.choices = [(these, "I asked again, it is right")]
        if these not in (typed.get("confirmed") or []):
            self.add_error("confirmed", question)

    def response(self) -> Response:
        """The unsaved answer."""
        values = {name: self.cleaned_data[name] for name in (*ITEMS, *CIRCUMSTANCES)}
        new_facts = None if self.cleaned_data["anything_new"] is None else self.cleaned_data["new_facts"]
        return Response(prescription=self.course, followup=self.followup, new_facts=new_facts, **values)

    def stop(self) -> Stop | None:
        """Why the patient does not go on; None for one who does, or who had stopped before."""
        if not self.cleaned_data.get("stop_reason"):
            return None
        return Stop(
            reason=self.cleaned_data["stop_reason"],
            other_reasons=self.cleaned_data["other_stop_reasons"],
            stopped_on=self.cleaned_data["stopped_on"],
        )


def doses_in_hand(course: Prescription) -> str:
    """What the tablets in hand make: "0.75 mg (half a tablet), 1.5 mg (1 tablet)"; empty if they are not known."""
    of = course.in_hand()
    if not of.strength_mg:
        return ""
    doses = supply.doses_of(strength_mg=of.strength_mg, form=of.form)
    return ", ".join(supply.describe(dose, strength_mg=of.strength_mg, form=of.form) for dose in doses)


def people_who_ask() -> QuerySet:
    """Staff who may record answers, and are with the clinic still."""
    users = get_user_model().objects.with_perm(Permission.RECORD_CONTACTS.value, include_superusers=False)
    return users.order_by("last_name", "first_name", "id")
