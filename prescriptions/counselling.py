"""What every patient is told before the first dose: the checklist's points, and the words of each in both languages.

The texts are versioned. Whoever changes one gives them a new version: a counselling keeps the one that it used.
What is told of a missed dose and of when to call is common knowledge: to be confirmed by the clinic.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from core import clinical

VERSION = "1"


class Language(models.TextChoices):
    """The languages that the form is printed in."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Español"


class Point(models.TextChoices):
    """The checklist, in the order in which it is gone through."""

    EXPECTATIONS = "expectations", "Honest expectations"
    OFF_LABEL = "off_label", "Off-label"
    MORNING = "morning", "One dose, in the morning"
    MORE_IS_NOT_BETTER = "more_is_not_better", "More is not better"
    MINIMAL_SIDE_EFFECTS = "minimal_side_effects", "Zero to minimal side effects"
    STOP = "stop", "Stop at any unpleasant side effect"
    NO_OPIOIDS = "no_opioids", "No opioids with it"
    TOLERANCE_LOST = "tolerance_lost", "Tolerance to opioids is lost"
    WALLET_CARD = "wallet_card", "Wallet card"
    FORM_GIVEN = "form_given", "Printed form given"


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How many went on with LDN because it helped. `interval` is in whole per cent, of the practice's own rate only."""

    count: int
    of: int
    percent: int
    interval: tuple[int, int] | None = None

    @property
    def fails_more_often(self) -> bool:
        return 2 * self.count < self.of


@dataclass(frozen=True, kw_only=True)
class RateWords:
    """The sentences around a rate. `own` and `published` take its numbers."""

    own: str
    published: str
    fails_more_often: str
    helps_not_everyone: str

    def of(self, rate: Rate) -> str:
        low, high = rate.interval or ("", "")
        sentence = (self.own if rate.interval else self.published).format(
            count=rate.count, of=rate.of, percent=rate.percent, low=low, high=high
        )
        return f"{sentence} {self.fails_more_often if rate.fails_more_often else self.helps_not_everyone}"


RATE_WORDS = {
    Language.ENGLISH: RateWords(
        own=(
            "In our practice, {count} of {of} patients whose result is known went on with LDN because it helped: "
            "{percent}\u00a0% (the true share is likely between {low} and {high}\u00a0%)."
        ),
        published=(
            "In a published series from a pain practice, {count} of {of} patients went on with LDN because it helped: "
            "{percent}\u00a0%."
        ),
        fails_more_often="So it fails in more patients than it helps.",
        helps_not_everyone="So it does not help everyone.",
    ),
    Language.SPANISH: RateWords(
        own=(
            "En nuestra clínica, {count} de {of} pacientes cuyo resultado se conoce siguieron con LDN porque les "
            "ayudó: el {percent}\u00a0% (la proporción real está probablemente entre el {low} y el {high}\u00a0%)."
        ),
        published=(
            "En una serie publicada de una clínica del dolor, {count} de {of} pacientes siguieron con LDN porque les "
            "ayudó: el {percent}\u00a0%."
        ),
        fails_more_often="Es decir, son más los pacientes a los que no les ayuda que los pacientes a los que sí.",
        helps_not_everyone="Es decir, no ayuda a todos.",
    ),
}

_WEEKS = clinical.EFFECT_MAY_NEED_WEEKS

# What is said and printed of each point. Of the expectations the rate comes first, which changes with the practice.
POINT_TEXTS: Mapping[Language, Mapping[Point, str]] = {
    Language.ENGLISH: {
        Point.EXPECTATIONS: (
            f"It can take up to {_WEEKS} weeks to tell. We will ask you how you are, and if LDN does not help you, "
            "we will stop it together."
        ),
        Point.OFF_LABEL: (
            "Naltrexone is not approved by the FDA for pain or in this low dose. Prescribing it “off-label” is legal "
            "and common. A compounding pharmacy makes it for you; insurance rarely pays. It is not an opioid, is not a "
            "controlled substance, and is not addictive."
        ),
        Point.MORNING: "Take it once a day, in the morning: taken late, it can keep you awake.",
        Point.MORE_IS_NOT_BETTER: (
            "More is not better: lower doses can work as well. Change your dose only when we have told you to."
        ),
        Point.MINIMAL_SIDE_EFFECTS: "Take LDN only if it gives you no side effects, or very small ones.",
        Point.STOP: "If a side effect is unpleasant, stop taking LDN and call us. You can stop on any day.",
        Point.NO_OPIOIDS: (
            "Take no opioids while you take LDN: no opioid pain medicine, and no opioid cough or diarrhea medicine. "
            "LDN blocks them, and the two together can make you sick with withdrawal. If you take tramadol, take it "
            "only as we have agreed with you. Never stop an opioid suddenly on your own: call us."
        ),
        Point.TOLERANCE_LOST: (
            "Your body is no longer used to opioids. An opioid dose that you once took can now kill you, also after "
            "you stop LDN. Never take extra opioid to overcome LDN."
        ),
        Point.WALLET_CARD: (
            "Always carry the wallet card. Tell every doctor, dentist, emergency room and anesthesiologist that you "
            "take LDN."
        ),
        Point.FORM_GIVEN: "This form is yours. Read it again at home, and let the people you live with read it.",
    },
    Language.SPANISH: {
        Point.EXPECTATIONS: (
            f"Puede tardar hasta {_WEEKS} semanas en notarse. Le preguntaremos cómo se siente y, si LDN no le ayuda, "
            "lo suspenderemos juntos."
        ),
        Point.OFF_LABEL: (
            "La FDA no ha aprobado la naltrexona para el dolor ni en esta dosis baja. Recetarla para un uso no "
            "aprobado (“off-label”) es legal y frecuente. La prepara para usted una farmacia de fórmulas magistrales "
            "(“compounding pharmacy”); los seguros rara vez la pagan. No es un opioide, no es una sustancia controlada "
            "y no crea adicción."
        ),
        Point.MORNING: "Tómela una vez al día, por la mañana: si la toma tarde, puede quitarle el sueño.",
        Point.MORE_IS_NOT_BETTER: (
            "Más no es mejor: las dosis más bajas pueden servir igual. Cambie la dosis solo cuando se lo indiquemos."
        ),
        Point.MINIMAL_SIDE_EFFECTS: "Tome LDN solo si no le causa efectos secundarios, o si son muy leves.",
        Point.STOP: (
            "Si un efecto secundario le resulta desagradable, deje de tomar LDN y llámenos. Puede dejarlo en "
            "cualquier momento."
        ),
        Point.NO_OPIOIDS: (
            "No tome opioides mientras tome LDN: ni analgésicos opioides ni medicinas con opioides para la tos o la "
            "diarrea. LDN los bloquea, y juntos pueden provocarle síntomas de abstinencia. Si toma tramadol, tómelo "
            "solo como lo acordamos con usted. Nunca deje un opioide de golpe por su cuenta: llámenos."
        ),
        Point.TOLERANCE_LOST: (
            "Su cuerpo ya no está acostumbrado a los opioides. Una dosis de opioides que antes tomaba ahora puede "
            "causarle la muerte, incluso después de dejar LDN. Nunca tome más opioides para vencer el efecto de LDN."
        ),
        Point.WALLET_CARD: (
            "Lleve siempre consigo la tarjeta. Avise a todo médico, dentista, sala de emergencias y anestesiólogo que "
            "toma LDN."
        ),
        Point.FORM_GIVEN: "Esta hoja es suya. Vuelva a leerla en casa y désela a leer a quienes viven con usted.",
    },
}
