"""One table that says how far the responder rate depends on each choice: a line changes one of them, and nothing else.

    analysis = analyse(cohort, denominator="started")
    analysis.shown(under=0)

Four queries, whatever the size: the cohort by category and by who answered whom and how; all courses or the first ones;
every other way to choose the answer that decides; and the roles of those who asked.
"""

from reports.sensitivity.lines import Analysis, Line, analyse

__all__ = ["Analysis", "Line", "analyse"]
