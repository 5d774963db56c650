"""The ladders that a new clinic begins with: this practice's, and others in use elsewhere. Then they are data."""

from decimal import Decimal

from prescriptions.models import Ladder, LadderStep

PRACTICE = "This practice (Practical Pain Management 2020, pages 58-62): steps of 1 week to 1 month; to be confirmed"

# name, source, (mg a day, days); the last dose goes on.
LADDERS = (
    ("From 0.75 mg, a step every 2 weeks", PRACTICE, (("0.75", 14), ("1.5", 14), ("3", 14), ("4.5", None))),
    ("From 1.5 mg, a step every 2 weeks", PRACTICE, (("1.5", 14), ("3", 14), ("4.5", None))),
    ("From 1.5 mg, a step every 4 weeks", PRACTICE, (("1.5", 28), ("3", 28), ("4.5", None))),
    ("From 1.5 mg to 3 mg after 2 weeks", PRACTICE, (("1.5", 14), ("3", None))),
    ("4.5 mg from the start", PRACTICE, (("4.5", None),)),
    ("From 1.5 mg, a step every week", "ClinicalTrials.gov NCT04678895", (("1.5", 7), ("3", 7), ("4.5", None))),
    (
        "From 0.5 mg, 0.5 mg more every week",
        "Norland Pharmacy, LDN fax sheet",
        (*((str(Decimal(half) / 2), 7) for half in range(1, 9)), ("4.5", None)),
    ),
    (
        "From 0.5 mg, 0.5 mg more every 2 weeks",
        "LDN Research Trust, for Hashimoto's thyroiditis: no faster than every two weeks",
        (*((str(Decimal(half) / 2), 14) for half in range(1, 9)), ("4.5", None)),
    ),
)


def make(**kwargs) -> None:
    """After `migrate`. Ladders that are there are left alone."""
    if Ladder.objects.exists():
        return
    for name, source, steps in LADDERS:
        ladder = Ladder.objects.create(name=name, source=source)
        LadderStep.objects.bulk_create(
            LadderStep(ladder=ladder, number=number, dose_mg=Decimal(dose_mg), days=days)
            for number, (dose_mg, days) in enumerate(steps, start=1)
        )
