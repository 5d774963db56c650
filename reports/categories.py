"""What a course can have come to, in the words of the clinic. Which of them a course is in is decided in
sql/outcomes_as_of.sql and nowhere else."""

from django.db import models


class Category(models.TextChoices):
    """In the order in which reports list them."""

    R = "LDN-R", "LDN-R"
    PR = "LDN-PR", "LDN-PR"
    NR = "LDN-NR", "LDN-NR"
    CONTINUING_NO_BENEFIT = "continuing_no_benefit", "Continuing without benefit"
    NOT_YET_ASSESSED = "not_yet_assessed", "Not yet assessed"
    NEVER_STARTED = "never_started", "Never started"
    STOPPED_OTHERWISE = "stopped_otherwise", "Stopped otherwise"
    LOST = "lost", "Lost to follow-up"

    @property
    def meaning(self) -> str:
        return MEANINGS[self]


MEANINGS = {
    Category.R: "responder: relief of 50 % or more",
    Category.PR: "partial responder: less relief, goes on for a better quality of life",
    Category.NR: "non-responder: stopped for no or lost benefit, side effects, or an opioid for the pain",
    Category.CONTINUING_NO_BENEFIT: "less relief, no better quality of life, goes on all the same",
    Category.NOT_YET_ASSESSED: "goes on, not yet asked what decides",
    Category.NEVER_STARTED: "not filled, or no dose taken",
    Category.STOPPED_OTHERWISE: "stopped for a reason that is no non-response",
    Category.LOST: "can no longer be reached",
}

# Both senses of "responder": R alone, and R + PR, which is the published responder rate.
THOSE_WHO_GO_ON = (Category.R, Category.PR)
