"""bin/faults N: whether anything is lost, doubled or without a trace while N faults strike."""

import argparse
from pathlib import Path

from ldnclinic.launcher.errors import exit_with
from tests.faults.run import Options, Result, make

VARIANTS = ("claim-first", "message-each")


def main(arguments: list[str]) -> int:
    parsed = _parse(arguments)
    options = Options(
        faults=parsed.faults,
        courses=parsed.courses,
        every=parsed.every,
        seed=parsed.seed,
        variant=parsed.variant or "",
    )
    result = make(options, log=parsed.logs)
    print(table(result))
    print(result.as_json())
    return 0 if result.verdict.is_good else 1


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/faults", description=__doc__)
    parser.add_argument("faults", type=int, help="how many faults strike")
    parser.add_argument("--courses", type=int, default=4000, help="each has five follow-ups due: 4000")
    parser.add_argument("--every", type=float, default=0.4, help="seconds between two faults, on average: 0.4")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same faults")
    parser.add_argument("--variant", choices=VARIANTS, help="a broken engine, that has to be found out")
    parser.add_argument("--logs", type=Path, help="a folder to keep the processes' logs in")
    return parser.parse_args(arguments)


def table(result: Result) -> str:
    found = result.verdict
    rows = [
        ("follow-ups wanted", found.wanted),
        ("found", found.found),
        ("lost", found.lost),
        ("doubled", found.doubled),
        ("without trace", found.without_trace),
        ("messages wanted", found.effects_wanted),
        ("sent", found.effects_sent),
        ("effects doubled", found.effects_doubled),
        ("forms saved", result.saved),
        ("sent again after no answer", result.tried_again),
        ("refused though right", found.refused),
        ("passes of the engine", result.passes),
        *((f"planned by the nightly check: {kind}", count) for kind, count in result.repairs.items()),
    ]
    faults = sorted(result.faults.items(), key=lambda item: -item[1])
    lines = [f"{sum(result.faults.values())} faults in {result.seconds:.0f} seconds"]
    lines += [f"  {count:>6}  {name}" for name, count in faults]
    lines += ["", *(f"  {count:>6}  {name}" for name, count in rows), ""]
    return "\n".join([*lines, *found.wrong])


if __name__ == "__main__":
    exit_with(main)
