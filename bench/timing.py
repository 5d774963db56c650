"""Paired timing: what is compared takes turns within one run, and the medians are set against each other."""

import os
import time
from collections.abc import Callable, Mapping
from statistics import median


def say(what: str, figures: str) -> None:
    print(f"{what:<62} {figures}", flush=True)  # noqa: T201


def say_load() -> None:
    averages = " ".join(f"{average:.1f}" for average in os.getloadavg())
    say("load of the machine: 1, 5, 15 minutes", f"{averages}, {os.cpu_count()} cores")


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turn(variants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """The seconds that each variant says it took, of each round; who begins changes from round to round."""
    taken: dict[str, list[float]] = {name: [] for name in variants}
    for n in range(rounds):
        order = list(variants) if n % 2 == 0 else list(reversed(variants))
        for name in order:
            taken[name].append(variants[name]())
    return taken


def say_ratio(what: str, ours: list[float], theirs: list[float], unit: str = "s") -> None:
    """Medians of both, and the median of what one round's pair gives."""
    scale = 1000 if unit == "ms" else 1
    mine, other = scale * median(ours), scale * median(theirs)
    ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
    say(what, f"{mine:.1f} {unit} against {other:.1f} {unit}: {ratio:.2f} times ({len(ours)} rounds)")
