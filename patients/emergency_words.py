"""What to say and do while an emergency is on the line, in English and Spanish.

Standing words, written for who is no clinician: they keep the caller safe until one takes over. The clinic's
clinicians have to confirm them before they are used (docs/emergencies.md names the sources of each).
"""

from typing import NamedTuple

from core.clinical import CRISIS_LINE_NUMBER, EMERGENCY_NUMBER
from patients.models import ClinicianTask


class Words(NamedTuple):
    """What to do, and what to say in each language."""

    do: tuple[str, ...]
    en: tuple[str, ...]
    es: tuple[str, ...]


FIRST = Words(
    do=(
        "Do not hang up, and do not put the caller on hold.",
        f"Is life in danger? {EMERGENCY_NUMBER} comes first: let the caller call, or call from another telephone.",
    ),
    en=(
        "I am staying on the line with you, and I am getting a clinician now.",
        "Where are you right now? Is someone with you?",
    ),
    es=(
        "Me quedo en la línea con usted y voy a buscar a un médico ahora mismo.",
        "¿Dónde está usted ahora? ¿Hay alguien con usted?",
    ),
)

Kind = ClinicianTask.Kind

OF_KIND: dict[ClinicianTask.Kind, Words] = {
    Kind.SUICIDAL_THOUGHTS: Words(
        do=(
            f"In danger now, or something was taken: {EMERGENCY_NUMBER}.",
            f"Otherwise: {CRISIS_LINE_NUMBER}, by call or text, day and night; in Spanish press 2.",
        ),
        en=(
            "Thank you for telling me. Are you thinking about killing yourself?",
            "Are you safe right now? Is there anything near you that you could hurt yourself with?",
            f"You can call or text {CRISIS_LINE_NUMBER} at any time. I can call them together with you now.",
        ),
        es=(
            "Gracias por decírmelo. ¿Está pensando en quitarse la vida?",
            "¿Está a salvo en este momento? ¿Tiene cerca algo con lo que podría hacerse daño?",
            f"Puede llamar o enviar un mensaje al {CRISIS_LINE_NUMBER} a cualquier hora; oprima 2 para español."
            " Puedo llamar con usted ahora.",
        ),
    ),
    Kind.TROUBLE_BREATHING: Words(
        do=(
            f"{EMERGENCY_NUMBER} at once.",
            "After an opioid: if naloxone is at hand, whoever is there gives it while help is on the way.",
        ),
        en=(
            f"Call {EMERGENCY_NUMBER} now. Sit up, and do not drive.",
            "Have you taken an opioid, alcohol or anything to sleep today? Do not take more of anything.",
        ),
        es=(
            f"Llame al {EMERGENCY_NUMBER} ahora. Siéntese derecho y no conduzca.",
            "¿Ha tomado hoy un opioide, alcohol o algo para dormir? No tome nada más.",
        ),
    ),
    Kind.SEVERE_WITHDRAWAL: Words(
        do=(
            f"Confused, sees things, faints, or can not stop vomiting: {EMERGENCY_NUMBER}.",
            "Ask when LDN and when an opioid was taken last, and write it down.",
        ),
        en=(
            "Do not take any more LDN until a clinician has spoken to you.",
            "Do not take an opioid to make it stop: that can be dangerous.",
            "When did you take your last LDN? When your last opioid, and which?",
        ),
        es=(
            "No tome más LDN hasta que un médico haya hablado con usted.",
            "No tome un opioide para que se le pase: puede ser peligroso.",
            "¿Cuándo tomó LDN por última vez? ¿Y un opioide, y cuál?",
        ),
    ),
    Kind.ALLERGIC_REACTION: Words(
        do=(
            f"Swollen face, lips or throat, trouble breathing, fainting: {EMERGENCY_NUMBER} at once.",
            "An epinephrine pen that was prescribed to the patient is used now.",
        ),
        en=(
            "Do not take any more LDN.",
            "Is your face, your mouth or your throat swelling? Can you breathe and swallow?",
            "When did it begin, and what have you taken since yesterday?",
        ),
        es=(
            "No tome más LDN.",
            "¿Se le hincha la cara, la boca o la garganta? ¿Puede respirar y tragar?",
            "¿Cuándo empezó, y qué ha tomado desde ayer?",
        ),
    ),
}
