"""What a clinician has to look at, found by query: courses that need a decision, and wash-outs that have ended."""

from reports.review.rows import Action, Row
from reports.review.search import MOST_ROWS, Review, all_right, find

__all__ = ["MOST_ROWS", "Action", "Review", "Row", "all_right", "find"]
