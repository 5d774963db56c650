"""The answer form: a core of seven that fits one screen, then what only some contacts ask, and how it was asked."""

from decimal import Decimal

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from accounts.permissions import Permission
from core import clinical
from core.fields import Chooser, PastDay, PlainText
from core.forms import ClinicForm
from followups import contradictions, scripts
from followups.actions import Stop
from followups.forms.items import DECLINED, choice_item, dollars_item, milligrams_each, pain_item, yes_no_item
from followups.forms.reasons import main_reason, other_reasons
from followups.forms.side_effects import SideEffectsField
from followups.models import FollowUp, Response
from patients.models import Patient
from prescriptions.models import NewFact, Prescription

# Fields that go into the answer as they are.
ITEMS = (
    "pgic",
    "relief_percent",
    "continues",
    "quality_of_life_improved",
    "functional_gains",
    "gains_in_own_words",
    "may_be_quoted",
    "average_pain",
    "peg_enjoyment",
    "peg_activity",
    "monthly_cost_usd",
    "new_facts_in_words",
)
CIRCUMSTANCES = (
    "asked_on",
    "mode",
    "asked_by",
    "answered_by",
    "proxy_relation",
    "through_interpreter",
    "asked_in",
)
STOP_FIELDS = ("stop_reason", "other_stop_reasons", "stopped_on")
# "Would not say" is one of the answers here, and a tick of its own beside those that are typed.
CHOSEN = (
    "pgic",
    "continues",
    "quality_of_life_improved",
    "side_effects",
    "anything_new",
    "any_other_treatment",
    "may_be_quoted",
)
TYPED = {
    "relief_percent": ("relief_percent",),
    "dose": ("dose_count", "strength_mg"),
    "functional_gains": ("functional_gains", "gains_in_own_words"),
    "average_pain": ("average_pain",),
    "peg_enjoyment": ("peg_enjoyment",),
    "peg_activity": ("peg_activity",),
    "monthly_cost_usd": ("monthly_cost_usd",),
}
# What is asked only by the milestones that say so.
PEG, COST, GAINS = ("average_pain", "peg_enjoyment", "peg_activity"), ("monthly_cost_usd",), ("functional_gains",)
SOMETHING_TO_SAVE = "Nothing was answered. Fill in at least one answer, or log the call instead."
NOT_SAID_ANY_MORE = "not said: the line broke"


class AnswerForm(ClinicForm):
    """What a patient answered. An item that is left empty was not asked; what the patient would not say is kept.

    `broke_off`: the line broke midway, so nothing more can be asked about what was said.
    """

    submit_label = "Save the answer"
    broke_off = False

    pgic = choice_item(
        label="How much better?",
        choices=Response.Pgic.choices,
        coerce=int,
        help_text="The keys 1 to 7 choose here, too.",
    )
    relief_percent = forms.IntegerField(
        label="Relief, per cent",
        min_value=clinical.RELIEF_PERCENT_RANGE[0],
        max_value=clinical.RELIEF_PERCENT_RANGE[1],
        required=False,
        help_text="A whole number; negative is worse.",
    )
    confirmed = forms.Field(label="Is this right?", required=False, widget=forms.CheckboxSelectMultiple)
    continues = yes_no_item(label="Goes on?")
    quality_of_life_improved = yes_no_item(label="Better quality of life?")
    stop_reason = main_reason(required=False)
    other_stop_reasons = other_reasons()
    stopped_on = PastDay(
        label="Stopped on", required=False, help_text="The first day without LDN. Empty: the day that was asked."
    )
    side_effects = SideEffectsField(can_be_declined=True)
    dose_count = forms.DecimalField(
        label="How many a day",
        max_digits=5,
        decimal_places=2,
        min_value=Decimal("0.25"),
        max_value=50,
        required=False,
    )
    strength_mg = milligrams_each("Strength, mg each")
    anything_new = yes_no_item(label="Anything new?")
    new_facts = forms.MultipleChoiceField(
        label="What is new?", choices=NewFact, required=False, widget=forms.CheckboxSelectMultiple
    )
    new_facts_in_words = PlainText(
        label="Which, since when, how much",
        max_length=200,
        required=False,
        help_text="The clinicians get a task for today. An opioid stops LDN until the patient is screened.",
    )
    any_other_treatment = choice_item(
        label="Other pain treatment?",
        choices=[("none", "None of these"), ("named", "Some of these")],
        coerce=lambda value: value == "named",
    )
    other_treatments = forms.MultipleChoiceField(
        label="Which?",
        choices=Response.OtherTreatment.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
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
    may_be_quoted = yes_no_item(label="May we quote these words, without a name?")
    average_pain = pain_item("Average pain in the past week, 0 to 10")
    peg_enjoyment = pain_item("How much pain interfered with enjoyment of life, 0 to 10")
    peg_activity = pain_item("How much pain interfered with general activity, 0 to 10")
    monthly_cost_usd = dollars_item("Cost a month, USD")
    declined = forms.MultipleChoiceField(
        label="Would not say", choices=[(name, name) for name in TYPED], required=False
    )
    asked_on = PastDay(label="Asked on")
    mode = forms.ChoiceField(label="How", choices=Response.Mode.choices, widget=forms.RadioSelect)
    asked_by = forms.ModelChoiceField(label="Who asked", queryset=None, empty_label=None, widget=Chooser)
    answered_by = forms.ChoiceField(label="Who answered", choices=Response.AnsweredBy.choices, widget=forms.RadioSelect)
    proxy_relation = PlainText(label="Relation to the patient", max_length=60, required=False)
    asked_in = forms.ChoiceField(
        label="Asked in", choices=[("", "Not recorded"), *Patient.Language.choices], required=False
    )
    through_interpreter = forms.BooleanField(label="Through an interpreter", required=False)

    def __init__(self, *args, course: Prescription, followup: FollowUp | None = None, **kwargs) -> None:
        self.course, self.followup = course, followup  # the layout asks for them
        super().__init__(*args, **kwargs)
        self.in_hand = course.in_hand()
        self.fields["asked_by"].queryset = people_who_ask()
        self.fields["asked_in"].choices = [
            ("", "Not recorded"),
            ("en", "English"),
            ("es", "Spanish"),
            ("other", "Another"),
        ]
        for name, said in scripts.SAID.items():
            self.fields["dose_count" if name == "dose" else name].said = said
        self.fields["pgic"].in_spanish = scripts.PGIC_IN_SPANISH
        if not course.is_open:
            for name in STOP_FIELDS:
                del self.fields[name]

    def get_layout(self) -> Layout:
        reasons = STOP_FIELDS if self.course.is_open else ()
        return Layout(
            Field("pgic", template="followups/_scale.html"),
            Field("relief_percent", template="followups/_number_item.html"),
            Field("confirmed", template="followups/_asked_again.html"),
            Field("continues", template="followups/_choice_item.html"),
            Div(
                Field("quality_of_life_improved", template="followups/_choice_item.html"),
                data_shown_if="quality-decides",
            ),
            Div(*reasons, data_shown_if="goes-not-on", css_class="choices-in-columns"),
            Field("side_effects", template="followups/_side_effects.html"),
            Field("dose_count", template="followups/_dose_item.html"),
            Field("anything_new", template="followups/_choice_item.html"),
            Div(
                Div("new_facts", css_class="choices-in-columns"),
                "new_facts_in_words",
                data_shown_if="something-new",
            ),
            Field("any_other_treatment", template="followups/_choice_item.html"),
            Div("other_treatments", data_shown_if="other-treatment", css_class="choices-in-columns"),
        )

    # --- what the page draws in parts of its own ---

    @property
    def asked_now(self) -> list[forms.BoundField]:
        """What this milestone asks beside the core."""
        return [self[name] for name in (*GAINS, *PEG, *COST) if self._is_asked(name)]

    @property
    def more(self) -> list[forms.BoundField]:
        """What can be filled in if the patient tells it, and is not asked."""
        return [self[name] for name in (*GAINS, *PEG, *COST) if not self._is_asked(name)]

    @property
    def more_is_open(self) -> bool:
        """Something in there is filled in, or wrong."""
        return any(
            self[name].value() not in (None, "", []) or self[name].errors
            for field in self.more
            for name in (*TYPED[field.name], *(("may_be_quoted",) if field.name == "functional_gains" else ()))
        )

    @property
    def circumstances_are_open(self) -> bool:
        """Something in there is wrong, or somebody else answered."""
        is_unusual = self["answered_by"].value() == Response.AnsweredBy.PROXY or self["through_interpreter"].value()
        return bool(is_unusual) or any(self[name].errors for name in CIRCUMSTANCES)

    def _is_asked(self, name: str) -> bool:
        milestone = self.followup and self.followup.milestone
        if not milestone:
            return False
        asks = {GAINS: milestone.asks_gains, PEG: milestone.asks_peg, COST: milestone.asks_cost}
        return next(is_asked for names, is_asked in asks.items() if name in names)

    # --- what was typed ---

    def clean(self) -> dict:
        typed = super().clean()
        typed["declined"] = self._take_out_declined(typed)
        typed["dose_mg"] = self._dose(typed)
        self._check_proxy(typed)
        if self.course.is_open:
            self._check_reasons(typed)
        self._check_new_facts(typed)
        self._check_other_treatments(typed)
        if typed.get("may_be_quoted") and typed.get("gains_in_own_words") == "":
            self.add_error("may_be_quoted", "There are no words to quote: write them above, or choose “Not asked”.")
        if not self.broke_off:
            self._ask_again(typed)
        if not self.errors and not self.broke_off and not self.says_something():
            self.add_error(None, SOMETHING_TO_SAVE)
        return typed

    def says_something(self) -> bool:
        """At least one item was answered, or was asked and not answered."""
        typed = self.cleaned_data
        items = (*ITEMS, "side_effects", "anything_new", "any_other_treatment", "declined", "dose_count")
        return any(typed.get(name) not in (None, "", []) for name in items)

    def _take_out_declined(self, typed: dict) -> list[str]:
        """The names of what the patient would not say; what was chosen so becomes None."""
        declined = [name for name in CHOSEN if typed.get(name) == DECLINED]
        for name in declined:
            typed[name] = None
        for name in typed.get("declined") or []:
            if any(typed.get(field) not in (None, "", []) for field in TYPED[name] if field != "strength_mg"):
                self.add_error(
                    TYPED[name][0], "There is an answer, and “would not say” is ticked: take one of them away."
                )
            declined.append(name)
        return declined

    def _dose(self, typed: dict) -> Decimal | None:
        """Number times strength, mg a day; None if it was not asked."""
        count, strength = typed.get("dose_count"), typed.get("strength_mg")
        if count is None or {"dose_count", "strength_mg"} & set(self.errors):
            return None
        if strength is None:
            self.add_error("dose_count", "Say which strength: the label of what is taken tells it.")
            return None
        dose_mg = count * strength
        if dose_mg > clinical.RECORDED_DOSE_LIMIT_MG:
            self.add_error("dose_count", f"A dose is at most {clinical.RECORDED_DOSE_LIMIT_MG} mg a day.")
        if dose_mg != dose_mg.quantize(Decimal("0.01")):
            self.add_error("dose_count", "This makes a part of a hundredth of a milligram. Ask again how many.")
        return dose_mg

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
            if self.broke_off:
                typed["new_facts_in_words"] = NOT_SAID_ANY_MORE
            else:
                self.add_error("new_facts_in_words", "Say which, since when, and how much.")
        if not is_new and (kinds or words):
            self.add_error("anything_new", "Something new is filled in below: answer Yes here, or take it away.")

    def _check_other_treatments(self, typed: dict) -> None:
        is_named, which = typed.get("any_other_treatment"), typed.get("other_treatments")
        if is_named and which == []:
            self.add_error("other_treatments", "Tick which, or choose another answer above.")
        if not is_named and which:
            self.add_error("any_other_treatment", "Some treatments are ticked: choose “Some of these”, or untick them.")

    def _check_reasons(self, typed: dict) -> None:
        goes_not_on = typed.get("continues") is False
        if goes_not_on and typed.get("stop_reason") == "" and not self.broke_off:
            self.add_error("stop_reason", "Choose why the patient does not go on.")
        if not goes_not_on and any(typed.get(name) for name in STOP_FIELDS):
            self.add_error("continues", "There is a reason to stop below: answer No here, or take the reason away.")

    def _ask_again(self, typed: dict) -> None:
        """What contradicts itself is asked about. A tick holds for these answers; others are confirmed anew."""
        questions = contradictions.questions(
            pgic=typed.get("pgic"),
            relief_percent=typed.get("relief_percent"),
            strength_mg=typed.get("strength_mg") if typed.get("dose_count") is not None else None,
            in_hand=self.in_hand,
        )
        self.fields["confirmed"].questions = questions  # the field is drawn only where there are some
        confirmed = typed.get("confirmed") or []
        for these, question in questions.items():
            if these not in confirmed:
                self.add_error("confirmed", question)

    def response(self) -> Response:
        """The unsaved answer."""
        typed = self.cleaned_data
        values = {name: typed[name] for name in (*ITEMS, *CIRCUMSTANCES, "dose_mg")}
        values["asked_in"] = values["asked_in"] or None
        return Response(
            prescription=self.course,
            followup=None if self.broke_off else self.followup,
            broke_off=self.broke_off,
            declined_items=typed["declined"],
            new_facts=None if typed["anything_new"] is None else typed["new_facts"],
            other_treatments=None if typed["any_other_treatment"] is None else typed["other_treatments"],
            **values,
        )

    def stop(self) -> Stop | None:
        """Why the patient does not go on; None for one who does, or who had stopped before."""
        if not self.cleaned_data.get("stop_reason"):
            return None
        return Stop(
            reason=self.cleaned_data["stop_reason"],
            other_reasons=self.cleaned_data["other_stop_reasons"],
            stopped_on=self.cleaned_data["stopped_on"],
        )


def people_who_ask() -> QuerySet:
    """Staff who may record answers, and are with the clinic still."""
    users = get_user_model().objects.with_perm(Permission.RECORD_CONTACTS.value, include_superusers=False)
    return users.order_by("last_name", "first_name", "id")
