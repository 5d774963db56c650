"""What the assistant says on the telephone, in English and Spanish: nothing is named before the person is known.

The Spanish is for staff to read aloud. A clinician who speaks Spanish has to confirm it for the clinic.
"""

from dataclasses import dataclass
from datetime import date

from core.templatetags.clinic import day
from followups.models import FollowUp, Response
from patients.models import Patient

Kind = FollowUp.Kind
ENGLISH, SPANISH = Patient.Language.ENGLISH, Patient.Language.SPANISH

SPANISH_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)


@dataclass(frozen=True, kw_only=True)
class Script:
    """One language's words, in the order in which they are said. `voicemail` names no drug and no specialty."""

    language: str
    greeting: str
    identity: str
    purpose: str
    voicemail: str


def of(followup: FollowUp, *, caller: str, telephone: str) -> list[Script]:
    """The words for this follow-up, English first. `telephone` is the clinic's number; empty: none is given."""
    said = {"patient": followup.patient.full_name, "caller": caller, "telephone": telephone}
    return [_script(language, followup, said) for language in (ENGLISH, SPANISH)]


def language_of(patient: Patient) -> str:
    """What to begin in: English unless the patient speaks Spanish."""
    return SPANISH if patient.language == SPANISH else ENGLISH


def _script(language: str, followup: FollowUp, said: dict[str, str]) -> Script:
    greeting, identity, voicemail, number = FRAME[language]
    at = number.format(**said) if said["telephone"] else ""
    return Script(
        language=language,
        greeting=greeting.format(**said),
        identity=identity,
        purpose=PURPOSE[followup.kind][language].format(day=_day_asked_about(followup, language)),
        voicemail=voicemail.format(at=at, **said),
    )


# The clinic's own name may name the drug, so it is not said before the person is known.
FRAME = {
    ENGLISH: (
        "Hello, this is {caller} from the doctor's office. May I speak with {patient}?",
        "To be sure that I have the right person: please tell me your full name and your date of birth.",
        "Hello, this is {caller} with a message for {patient}. Please call me back{at}. Thank you.",
        " at {telephone}",
    ),
    SPANISH: (
        "Hola, le habla {caller}, del consultorio del médico. ¿Puedo hablar con {patient}?",
        "Antes de seguir, para saber que hablo con la persona correcta: dígame, por favor, su nombre completo y su"
        " fecha de nacimiento.",
        "Hola, le habla {caller} con un mensaje para {patient}. Por favor, llámeme{at}. Gracias.",
        " al {telephone}",
    ),
}

PURPOSE = {
    Kind.MILESTONE: {
        ENGLISH: "You have been taking naltrexone in a low dose since {day}. I would like to ask how you are with it;"
        " it takes a minute. Is now a good time?",
        SPANISH: "Usted toma naltrexona en dosis baja desde el {day}. Quisiera preguntarle cómo le va; es un minuto."
        " ¿Es buen momento ahora?",
    },
    Kind.FIRST_DOSE: {
        ENGLISH: "On {day} we prescribed naltrexone in a low dose for you. Has it arrived? On which day did you take"
        " the first one?",
        SPANISH: "El {day} le recetamos naltrexona en dosis baja. ¿Ya le llegó? ¿Qué día tomó la primera?",
    },
    Kind.REFILL: {
        ENGLISH: "Our count of your naltrexone goes to {day}. Will you have it refilled, or do you have enough at"
        " home?",
        SPANISH: "Nuestra cuenta de su naltrexona llega hasta el {day}. ¿La va a volver a surtir, o tiene suficiente en"
        " casa?",
    },
    Kind.WASH_OUT: {
        ENGLISH: "You told us that you took the last opioid pain medicine on {day}. Have you taken any since then, even"
        " one?",
        SPANISH: "Usted nos dijo que tomó el último medicamento opioide para el dolor el {day}. ¿Ha tomado alguno desde"
        " entonces, aunque sea uno solo?",
    },
}


def _day_asked_about(followup: FollowUp, language: str) -> str:
    asked_about = {
        Kind.MILESTONE: lambda: followup.prescription.first_dose_on,
        Kind.FIRST_DOSE: lambda: followup.prescription.prescribed_on,
        Kind.REFILL: lambda: followup.due_on,
        Kind.WASH_OUT: lambda: followup.wash_out.last_taken_on,
    }[followup.kind]()
    return in_spanish(asked_about) if language == SPANISH else day(asked_about)


def in_spanish(on: date) -> str:
    """Writes "3 de diciembre"."""
    return f"{on.day} de {SPANISH_MONTHS[on.month - 1]}"


# Each item as it is read aloud: English, Spanish.
SAID = {
    "pgic": (
        "Compared to before you started it, how are you now?",
        "En comparación con antes de empezar a tomarla, ¿cómo está usted ahora?",
    ),
    "relief_percent": (
        "From 0, no relief, to 100, no pain left: how much relief do you have? Or is the pain worse?",
        "De 0, ningún alivio, a 100, nada de dolor: ¿cuánto alivio tiene? ¿O tiene más dolor que antes?",
    ),
    "continues": ("Do you still take it, and will you go on?", "¿La sigue tomando, y piensa continuar?"),
    "quality_of_life_improved": (
        "Is your quality of life better with it?",
        "¿Tiene mejor calidad de vida desde que la toma?",
    ),
    "side_effects": ("Have you noticed any side effects?", "¿Ha notado algún efecto secundario?"),
    "dose": (
        "How many do you take a day? And which strength does the label say?",
        "¿Cuántas toma al día? ¿Y cuántos miligramos dice la etiqueta?",
    ),
    "anything_new": (
        "Is there any new medicine, an opioid, an illness, a pregnancy, or a procedure ahead?",
        "¿Hay algún medicamento nuevo, algún opioide, una enfermedad, un embarazo o un procedimiento previsto?",
    ),
    "any_other_treatment": (
        "Since we last spoke: any injection, block or ablation, or a change of pain medicines?",
        "Desde la última vez: ¿alguna inyección, bloqueo o ablación, o un cambio de medicinas para el dolor?",
    ),
    "functional_gains": (
        "What can you do now that you could not do before?",
        "¿Qué puede hacer ahora que antes no podía?",
    ),
    "average_pain": (
        "From 0 to 10: what number describes your pain on average in the past week?",
        "De 0 a 10: ¿qué número describe su dolor, en promedio, en la última semana?",
    ),
    "peg_enjoyment": (
        "From 0 to 10: how much has pain interfered with your enjoyment of life?",
        "De 0 a 10: ¿cuánto le ha impedido el dolor disfrutar de la vida?",
    ),
    "peg_activity": (
        "From 0 to 10: how much has pain interfered with your general activity?",
        "De 0 a 10: ¿cuánto ha afectado el dolor sus actividades en general?",
    ),
    "monthly_cost_usd": ("What does it cost you a month?", "¿Cuánto le cuesta al mes?"),
}

PGIC_IN_SPANISH = {
    Response.Pgic.VERY_MUCH_IMPROVED: "Muchísimo mejor",
    Response.Pgic.MUCH_IMPROVED: "Mucho mejor",
    Response.Pgic.MINIMALLY_IMPROVED: "Un poco mejor",
    Response.Pgic.NO_CHANGE: "Igual",
    Response.Pgic.MINIMALLY_WORSE: "Un poco peor",
    Response.Pgic.MUCH_WORSE: "Mucho peor",
    Response.Pgic.VERY_MUCH_WORSE: "Muchísimo peor",
}
