"""The words of the printed instructions and of the wallet card that are not a point of the checklist, in both
languages: a sentence added to one is missing from the other until it is written there too. They share the
checklist's version."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import clinical
from core.rounding import plain
from prescriptions.counselling import Language

_CEILING = plain(clinical.PLANNED_DOSE_CEILING_MG)
_DAYS_BEFORE = clinical.PAUSE_BEFORE_PROCEDURE.days
_DAYS_MISSED = clinical.TITRATE_ANEW_AFTER.days


@dataclass(frozen=True, kw_only=True)
class CardTexts:
    """One side of the wallet card."""

    title: str
    sentences: Sequence[str]
    name: str
    clinic: str
    date: str


@dataclass(frozen=True, kw_only=True)
class FormTexts:
    """Everything that the printed form says by itself. `{...}` is filled in."""

    title: str
    name: str
    born: str
    prescriber: str
    pharmacy: str
    printed: str
    version: str
    call: str
    opioids_title: str
    take_title: str
    start: str
    missed: str
    other_tablets: str
    run_out: str
    side_effects_title: str
    side_effects: str
    call_title: str
    call_for: Sequence[str]
    emergency_title: str
    emergency: str
    expect_title: str
    plan_title: str
    plan_hint: str
    plan_hint_not_started: str
    until_told: str
    paused: str
    after_the_lines: str
    later: str
    week: str
    day_numbers: str
    days: str
    dose: str
    take: str
    tick: str
    call_first: str
    card_title: str
    card_hint: str


FORM = {
    Language.ENGLISH: FormTexts(
        title="Your low dose naltrexone (LDN)",
        name="Name",
        born="Born",
        prescriber="Prescribed by",
        pharmacy="Pharmacy",
        printed="Printed",
        version="Instructions, version {version}",
        call="Questions? Call",
        opioids_title="LDN and opioids: a danger to your life",
        take_title="How to take it",
        start="Your starting dose is {dose}; what comes next is in your plan.",
        missed=(
            "Missed a dose? Skip it, and take your usual dose the next morning. Never take a double dose. If you have "
            f"missed more than {_DAYS_MISSED} days, call us before you take it again."
        ),
        other_tablets=(
            "Do the tablets or capsules look different, or does the label not say {strength}? Take "
            "none, and call us first. Cut tablets only, never capsules."
        ),
        run_out="Call us for more a week before you run out.",
        side_effects_title="Side effects to watch for",
        side_effects=(
            "Trouble sleeping, vivid dreams, headache or migraine, nausea, diarrhea, stomach cramps, tiredness, "
            "drowsiness, dizziness, anxiety or jitters, poor appetite, flu-like feeling, hot flashes, change of mood."
        ),
        call_title="Call us",
        call_for=(
            "if a side effect is unpleasant (stop LDN first), or if you have new pain that needs treatment;",
            "before you take any new medicine, and whenever someone prescribes you an opioid;",
            f"before any operation or procedure, dental too: LDN is stopped at least {_DAYS_BEFORE} days before;",
            "if you are or may be pregnant, plan to be, or breastfeed;",
            "the same day if your skin or eyes turn yellow, or you get a liver, kidney or lung illness.",
        ),
        emergency_title="Call 911",
        emergency=(
            "for trouble breathing, a swollen face or throat, or great sleepiness after an opioid. "
            "For thoughts of harming yourself, call or text 988, day or night."
        ),
        expect_title="What to expect",
        plan_title="Your plan",
        plan_hint="Tick a box each morning when you have taken your dose.",
        plan_hint_not_started=(
            "Day 1 is the day of your first dose. Write its date here: ____________________ Tick a box each morning."
        ),
        until_told="Stay on this dose until we tell you otherwise.",
        after_the_lines="After these days, go on with the dose of the last line.",
        later="From {day} on: {dose}.",
        paused="From {day} on: take no LDN until we tell you to start again.",
        week="Week",
        day_numbers="day {first} to {last}",
        days="Days",
        dose="Dose",
        take="Take each morning",
        tick="Taken",
        call_first="call us before you take any",
        card_title="Wallet card",
        card_hint="Cut out along the line, fold in the middle, and keep it with your ID.",
    ),
    Language.SPANISH: FormTexts(
        title="Su naltrexona en dosis bajas (LDN)",
        name="Nombre",
        born="Fecha de nacimiento",
        prescriber="Recetada por",
        pharmacy="Farmacia",
        printed="Impreso",
        version="Instrucciones, versión {version}",
        call="¿Preguntas? Llame al",
        opioids_title="LDN y los opioides: un peligro para su vida",
        take_title="Cómo tomarla",
        start="Su dosis inicial es {dose}; lo que sigue está en su plan.",
        missed=(
            "¿Olvidó una dosis? Sáltela y tome su dosis habitual a la mañana siguiente. Nunca tome una dosis doble. Si "
            f"dejó de tomarla más de {_DAYS_MISSED} días, llámenos antes de volver a tomarla."
        ),
        other_tablets=(
            "¿Las tabletas o cápsulas se ven distintas, o la etiqueta no dice {strength}? No "
            "tome ninguna y llámenos primero. Parta solo tabletas, nunca cápsulas."
        ),
        run_out="Llámenos para pedir más una semana antes de que se le acabe.",
        side_effects_title="Efectos secundarios a los que debe estar atento",
        side_effects=(
            "Dificultad para dormir, sueños vívidos, dolor de cabeza o migraña, náuseas, diarrea, cólicos abdominales, "
            "cansancio, somnolencia, mareo, ansiedad o nerviosismo, poco apetito, malestar como de gripe, sofocos "
            "(bochornos), cambios de ánimo."
        ),
        call_title="Llámenos",
        call_for=(
            "si un efecto secundario le resulta desagradable (antes, deje LDN) o tiene un dolor nuevo que deba "
            "tratarse;",
            "antes de tomar cualquier medicina nueva, y siempre que alguien le recete un opioide;",
            "antes de cualquier operación o procedimiento, también dental: LDN se suspende al menos "
            f"{_DAYS_BEFORE} días antes;",
            "si está o puede estar embarazada, planea un embarazo o amamanta;",
            "el mismo día si la piel o los ojos se le ponen amarillos, o si se enferma del hígado, de los riñones o de "
            "los pulmones.",
        ),
        emergency_title="Llame al 911",
        emergency=(
            "si le cuesta respirar, se le hinchan la cara o la garganta, o tiene mucho sueño después de un opioide. "
            "Si piensa en hacerse daño, llame o envíe un mensaje de texto al 988, de día o de noche."
        ),
        expect_title="Qué puede esperar",
        plan_title="Su plan",
        plan_hint="Marque una casilla cada mañana cuando haya tomado su dosis.",
        plan_hint_not_started=(
            "El día 1 es el día de su primera dosis. Escriba aquí la fecha: ____________________ Marque una casilla "
            "cada mañana."
        ),
        until_told="Siga con esta dosis hasta que le indiquemos otra cosa.",
        after_the_lines="Después de estos días, siga con la dosis de la última línea.",
        later="A partir del {day}: {dose}.",
        paused="A partir del {day}: no tome LDN hasta que le indiquemos empezar de nuevo.",
        week="Semana",
        day_numbers="día {first} a {last}",
        days="Días",
        dose="Dosis",
        take="Tome cada mañana",
        tick="Tomada",
        call_first="llámenos antes de tomar nada",
        card_title="Tarjeta para la cartera",
        card_hint="Recorte por la línea, doble por la mitad y guárdela con su identificación.",
    ),
}

# Both sides are printed on every form: who treats the patient may read English only, the patient Spanish only.
CARD = {
    Language.ENGLISH: CardTexts(
        title="I take LOW DOSE NALTREXONE (LDN)",
        sentences=(
            f"An opioid antagonist, at most {_CEILING} mg by mouth once a day, for pain.",
            "Opioids may not work, or may cause withdrawal. Please use non-opioid or regional pain relief if you can.",
            "If an emergency needs opioids: more may be needed, and breathing can be depressed for longer. Give them "
            "only with continuous monitoring of breathing.",
            "I have no tolerance to opioids: usual or earlier doses can be fatal.",
            f"Planned procedure: stop LDN at least {_DAYS_BEFORE} days before. Call the clinic.",
        ),
        name="Name",
        clinic="Clinic",
        date="Date",
    ),
    Language.SPANISH: CardTexts(
        title="Tomo NALTREXONA EN DOSIS BAJAS (LDN)",
        sentences=(
            f"Un antagonista opioide, como máximo {_CEILING} mg por vía oral una vez al día, para el dolor.",
            "Los opioides pueden no hacer efecto o causar abstinencia. Si es posible, use analgesia no opioide o "
            "regional.",
            "Si en una emergencia se necesitan opioides: puede hacer falta más, y la respiración puede deprimirse por "
            "más tiempo. Adminístrelos solo con vigilancia continua de la respiración.",
            "No tengo tolerancia a los opioides: las dosis habituales o anteriores pueden ser mortales.",
            f"Procedimiento programado: suspender LDN al menos {_DAYS_BEFORE} días antes. Llame a la clínica.",
        ),
        name="Nombre",
        clinic="Clínica",
        date="Fecha",
    ),
}
