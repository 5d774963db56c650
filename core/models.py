import uuid
from typing import Self, TypeVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models
from django.db.models.functions import Now

from core.audit import audited
from core.constraints import sentence_for

Row = TypeVar("Row", bound=models.Model)


def save_valid(row: Row) -> Row:
    """Save a row that holds against every rule, and return it.

    Raises ValidationError with the sentences of the rules of its fields that are broken, else with that of the first
    constraint by which the database refuses the row; after that the transaction can only be rolled back, as whoever
    has begun it does. What a form lets choose from other rows is checked by the form.
    """
    chosen = [field.name for field in row._meta.concrete_fields if field.is_relation and field.value_from_object(row)]
    row.full_clean(exclude=chosen, validate_unique=False, validate_constraints=False)
    try:
        row.save()
    except IntegrityError as error:
        raise ValidationError(sentence_for(error)) from error
    return row


class Versioned(models.Model):
    """A row that people edit. The version they saw comes back with their form, and a stale one is refused."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def held(self) -> Self:
        """The row as it is now, held until the transaction ends. What belongs to a patient holds the patient first."""
        return type(self)._default_manager.select_for_update(of=("self",)).get(pk=self.pk)

    def save_checked(self, **changes) -> None:
        """Set the changes, hold the row against every rule, and save it as the next version.

        Raises ValidationError with the sentences of the rules that are broken.
        """
        for field, value in changes.items():
            setattr(self, field, value)
        if not self._state.adding:
            self.version += 1
        save_valid(self)


class OneRowManager(models.Manager):
    def now(self) -> models.Model:
        """The row; made with the defaults where there is none yet."""
        return self.get_or_create(pk=self.model.ONLY)[0]


class OneRow(Versioned):
    """What holds for the whole clinic. A constraint of each such table allows it one row."""

    ONLY = 1

    objects = OneRowManager()

    class Meta:
        abstract = True


class Voidable(models.Model):
    """A row that can turn out to be entered in error: it stays, says who said so and why, and counts no more."""

    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    voided_reason = models.CharField(max_length=200, null=True, blank=True, editable=False)  # noqa: DJ001 null with the others

    class Meta:
        abstract = True

    @property
    def is_voided(self) -> bool:
        return self.voided_at is not None


class AccessLog(models.Model):
    """One page that showed patients, one that was refused, or a file that was taken out."""

    class Kind(models.TextChoices):
        READ = "read", "Read"
        DENIED = "denied", "Refused"
        EXPORTED = "exported", "Taken out as a file"

    at = models.DateTimeField(db_default=Now())
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    page = models.CharField(max_length=100)
    method = models.CharField(max_length=10)
    # Plain numbers, not foreign keys: this app knows nothing of patients, and the log outlives them.
    patient_ids = ArrayField(models.BigIntegerField())
    # Read in an emergency by someone whose roles do not include it.
    under_glass = models.BooleanField(db_default=False)
    request_id = models.UUIDField()

    class Meta:
        indexes = [
            GinIndex(fields=["patient_ids"], name="accesslog_patients"),
            BrinIndex(fields=["at"], name="accesslog_at"),
            models.Index(fields=["user", "at"], name="accesslog_user_at"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.at} {self.user_id} {self.kind} {self.page}"


@audited(exclude=("data",))
class Draft(models.Model):
    """What a user has typed into a page's form and not yet saved. It is shown to its owner alone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    data = models.JSONField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="draft_one_a_page")]

    def __str__(self) -> str:
        return f"draft of {self.user_id} on {self.path}"


class SubmissionManager(models.Manager):
    def claim(self, *, user: models.Model, key: uuid.UUID, body_hash: str) -> bool:
        """Add the row in one statement, unless the key is taken; one that is just being added is waited for."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_submission (user_id, key, body_hash, result_url) VALUES (%s, %s, %s, '')"
                " ON CONFLICT (user_id, key) DO NOTHING",
                [user.pk, key, body_hash],
            )
            return cursor.rowcount == 1


@audited()
class Submission(models.Model):
    """A form that was sent: the same key again gets the first one's result, and adds nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()
    body_hash = models.CharField(max_length=64)
    result_url = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    objects = SubmissionManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="submission_once")]

    def __str__(self) -> str:
        return f"{self.key}"


class OutboxQuerySet(models.QuerySet):
    def waiting(self, now) -> models.QuerySet:
        return self.filter(sent_at=None, dead=False, not_before__lte=now).order_by("not_before", "id")

    def given_up(self) -> models.QuerySet:
        """Those that failed too often: nobody tries them again by itself."""
        return self.filter(dead=True)


@audited()
class OutboxMessage(models.Model):
    """Something that has to leave the system, written in the transaction that caused it. Ids only, no health data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    # Tells apart what happens to the same object more than once: the day of a digest, the beginning of a gap.
    occasion = models.CharField(max_length=40, default="", blank=True)
    not_before = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    dead = models.BooleanField(default=False)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], name="outbox_waiting", condition=models.Q(sent_at=None, dead=False)),
            models.Index(fields=["not_before"], name="outbox_given_up", condition=models.Q(dead=True)),
        ]
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "occasion"], name="outbox_once_a_cause")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Heartbeat(models.Model):
    """When each job last ran. Not audited: it says only that the machine is alive."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at}"
