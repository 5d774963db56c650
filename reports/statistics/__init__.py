"""Statistics of counts. Pure functions with their own arithmetic: importing a library for it takes seconds that a page
should not wait; scipy is the oracle of the tests.

What goes in is counted by the database: values by how often each occurs, days by (events, censored). So a million
courses cost what their distinct days cost. What comes out is never a nan: where a figure does not exist, it is None.
"""

from reports.statistics.describing import Distribution, describe
from reports.statistics.functions import beta_cdf
from reports.statistics.means import MeanDifference, Sample, paired_t, welch
from reports.statistics.proportions import Interval, clopper_pearson, wilson
from reports.statistics.ranks import SignedRanks, hodges_lehmann, wilcoxon
from reports.statistics.survival import LogRank, Step, Survival, Times, kaplan_meier, log_rank
from reports.statistics.tables import Table, Test, fisher, holm, newcombe, pearson

__all__ = [
    "Distribution",
    "Interval",
    "LogRank",
    "MeanDifference",
    "Sample",
    "SignedRanks",
    "Step",
    "Survival",
    "Table",
    "Test",
    "Times",
    "beta_cdf",
    "clopper_pearson",
    "describe",
    "fisher",
    "hodges_lehmann",
    "holm",
    "kaplan_meier",
    "log_rank",
    "newcombe",
    "paired_t",
    "pearson",
    "welch",
    "wilcoxon",
    "wilson",
]
