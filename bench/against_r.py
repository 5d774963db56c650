"""The statistics of the reports against R's own, on random data: how far they are apart at most.

Needs Rscript with the packages jsonlite and survival; where they are not, it says that nothing was compared.
"""

import argparse
import json
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import django

from bench.timing import say

IN_R = Path(__file__).with_name("against_r.R")
PACKAGES = "stopifnot(requireNamespace('jsonlite'), requireNamespace('survival'))"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench against_r")
    parser.add_argument("--samples", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    django.setup()
    rscript = shutil.which("Rscript")
    if not rscript or subprocess.run([rscript, "-e", PACKAGES], capture_output=True, check=False).returncode:
        say("R with jsonlite and survival", "not there: nothing was compared")
        return
    dice = random.Random(options.seed)
    samples = json.dumps([sample(dice) for _ in range(options.samples)], default=float)
    print(subprocess.run([rscript, str(IN_R)], input=samples, capture_output=True, text=True, check=True).stdout)  # noqa: T201


def sample(dice: random.Random) -> dict[str, Any]:
    """What was drawn, and what the reports make of it."""
    return two_rates(dice) | times(dice) | pairs(dice) | two_means(dice) | signed_ranks(dice)


def two_rates(dice: random.Random) -> dict[str, Any]:
    from reports.statistics import Table, fisher, pearson

    first, second = dice.randint(2, 60), dice.randint(2, 60)
    with_it = dice.randint(1, first), dice.randint(0, second - 1)
    table = Table(with_it[0], first, with_it[1], second)
    cells = [with_it[0], first - with_it[0], with_it[1], second - with_it[1]]
    found = {"fisher": fisher(table), "pearson": pearson(table), "yates": pearson(table, yates=True)}
    return {"cells": cells} | found


def times(dice: random.Random) -> dict[str, Any]:
    from reports.statistics import kaplan_meier, log_rank

    groups = [
        [(dice.randint(0, 40), int(dice.random() < 0.6)) for _ in range(dice.randint(5, 50))]
        for _ in range(dice.choice([2, 3, 4]))
    ]
    curve = kaplan_meier(by_time(groups[0]))
    test = log_rank([by_time(group) for group in groups])
    steps = [[one.time, one.at_risk, one.share, one.low, one.high] for one in curve.steps]
    return {"groups": groups, "steps": steps, "log_rank": [test.statistic, test.p]}


def by_time(group: Sequence[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    events, censored = (Counter(time for time, event in group if event == which) for which in (1, 0))
    return {time: (events[time], censored[time]) for time in events | censored}


def pairs(dice: random.Random) -> dict[str, Any]:
    from reports.statistics import Sample, paired_t, wilcoxon

    scores = [(dice.randint(0, 10), dice.randint(0, 10)) for _ in range(dice.randint(12, 40))]
    differences = Counter(after - before for before, after in scores)
    found, ranks = paired_t(Sample.of(differences)), wilcoxon(differences)
    return {
        "pairs": scores,
        "paired_t": [found.difference, found.low, found.high, found.p],
        "ranks": [ranks.positive, ranks.p],
    }


def two_means(dice: random.Random) -> dict[str, Any]:
    from reports.statistics import Sample, welch

    one = [round(dice.gauss(30, 20)) for _ in range(dice.randint(5, 40))]
    other = [round(dice.gauss(40, 30)) for _ in range(dice.randint(5, 40))]
    found = welch(Sample.of(Counter(one)), Sample.of(Counter(other)))
    return {"one": one, "other": other, "welch": [found.difference, found.low, found.high, found.p]}


def signed_ranks(dice: random.Random) -> dict[str, Any]:
    """Differences of which no two are alike: few enough of them to count all orders of sign."""
    from reports.statistics import hodges_lehmann, wilcoxon

    drawn = [dice.gauss(0.4, 1) for _ in range(dice.randint(5, 49))]
    differences = Counter(map(Fraction, drawn))
    exact = wilcoxon(differences)
    return {"differences": drawn, "exact": [exact.positive, exact.p], "middle": hodges_lehmann(differences)}


if __name__ == "__main__":
    main()
