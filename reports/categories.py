"""What a course can have come to, in the words of the clinic. Which of them a course is in is decided in
sql/outcomes_as_of.sql and nowhere else; which of them a rule can give, in rules.py."""

from django.db import models


class Category(models.TextChoices):
    """Of all rules, in the order in which reports list them."""

    R = "LDN-R", "LDN-R"
    PR = "LDN-PR", "LDN-PR"
    SUBSTANTIAL = "substantial_relief", "Substantial relief"
    MODERATE = "moderate_relief", "Moderate relief"
    MINIMAL = "minimal_relief", "Minimal relief"
    SOME_RELIEF = "some_relief", "Some relief"
    NO_RELIEF = "no_relief", "No relief"
    WORSE = "worse", "Worse"
    NR = "LDN-NR", "LDN-NR"
    CONTINUING_NO_BENEFIT = "continuing_no_benefit", "Continuing without benefit"
    NOT_YET_ASSESSED = "not_yet_assessed", "Not yet assessed"
    NEVER_STARTED = "never_started", "Never started"
    STOPPED_OTHERWISE = "stopped_otherwise", "Stopped otherwise"
    LOST = "lost", "Lost to follow-up"

    @property
    def meaning(self) -> str:
        return MEANINGS[self]

    @property
    def is_assessed(self) -> bool:
        """Whether it counts among the assessed."""
        return self not in NOT_ASSESSED


MEANINGS = {
    Category.R: "responder: relief of 50 % or more",
    Category.PR: "partial responder: less relief, goes on for a better quality of life",
    Category.SUBSTANTIAL: "goes on, relief of 50 % or more",
    Category.MODERATE: "goes on, relief of 30 to 49 %",
    Category.MINIMAL: "goes on, relief of 10 to 29 %",
    Category.SOME_RELIEF: "goes on, any relief above 0 %",
    Category.NO_RELIEF: "goes on, relief too small for another name, or none",
    Category.WORSE: "goes on, worse than before LDN",
    Category.NR: "non-responder: stopped for no or lost benefit, side effects, or an opioid for the pain",
    Category.CONTINUING_NO_BENEFIT: "less relief, no better quality of life, goes on all the same",
    Category.NOT_YET_ASSESSED: "goes on, not yet asked what decides",
    Category.NEVER_STARTED: "not filled, or no dose taken",
    Category.STOPPED_OTHERWISE: "stopped for a reason that is no non-response",
    Category.LOST: "can no longer be reached",
}

NOT_ASSESSED = (Category.NOT_YET_ASSESSED, Category.NEVER_STARTED, Category.STOPPED_OTHERWISE, Category.LOST)
