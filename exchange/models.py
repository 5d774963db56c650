"""What goes out, and under which names."""

from __future__ import annotations

from django.db import connection, models

from accounts.sight import PatientDataQuerySet
from core.audit import audited
from patients.models import Patient


# 64 bits of what the server's own source of chance gives. In the order of chance, too, so that no number of a row tells
# when the patient was registered.
GIVE_STUDY_IDS = """
    INSERT INTO exchange_studyid (patient_id, code)
    SELECT id, 'S' || upper(left(chance, 8) || right(chance, 8))
    FROM (SELECT id, gen_random_uuid()::text AS chance FROM patients_patient) AS patient
    WHERE NOT EXISTS (SELECT FROM exchange_studyid own WHERE own.patient_id = patient.id)
    ORDER BY chance
    ON CONFLICT (patient_id) DO NOTHING
"""


class StudyIdQuerySet(PatientDataQuerySet):
    def give_to_everybody(self) -> None:
        """A random id for every patient who has none."""
        with connection.cursor() as cursor:
            cursor.execute(GIVE_STUDY_IDS)


@audited()
class StudyId(models.Model):
    """What a patient is called in every file without names: random, and kept here alone."""

    patient = models.OneToOneField(Patient, models.PROTECT, related_name="study_id")
    code = models.CharField(max_length=17, unique=True)

    objects = StudyIdQuerySet.as_manager()

    def __str__(self) -> str:
        return self.code
