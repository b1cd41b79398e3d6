"""`make bench-editing`: the commands for editors beside their peers, in one run. A report, not a test."""

from __future__ import annotations

import argparse
import sys

from contenders import CDMANUAL, PYTHON, ROOT
from run import Report, describe
from timing import alternate, run

PEERS = ("yamllint", "ruamel-yaml", "pyyaml")
RUAMEL = """
import io, sys
from pathlib import Path
from ruamel.yaml import YAML
yaml = YAML()
for path in sorted(Path('countries').glob('*/*.yml')):
    yaml.dump(yaml.load(path.read_text('utf-8')), io.StringIO())
"""


def measure_layout(report: Report, rounds: int) -> None:
    """Whether 19 states are in their canonical form, beside yamllint on the same files and ruamel's round trip."""
    commands = {
        "cdmanual fmt --check countries": [*CDMANUAL, "fmt", "--check", "countries"],
        "yamllint countries": [PYTHON, "-m", "yamllint", "-d", "relaxed", "--no-warnings", "countries"],
    }
    contenders = {name: lambda command=command: run(command, ROOT) for name, command in commands.items()}
    measured = alternate(contenders, rounds)
    again = [PYTHON, "-c", RUAMEL]
    measured |= alternate({"ruamel.yaml, round trip": lambda: run(again, ROOT)}, 1, warm_up=False)
    report.table("Is every record of every state canonical?", measured)
    ours, theirs = (measured[name].seconds for name in commands)
    report.target("fmt --check beside yamllint", ours / theirs, 1, unit=" ×")


def main() -> None:
    """Read the command line, measure, print; the exit code says nothing of the targets."""
    parser = argparse.ArgumentParser(description="Measure the commands for editors against their peers.")
    parser.add_argument("--rounds", type=int, default=5, help="how often each contender runs")
    options = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    report = Report()
    print(describe(PEERS))
    with report.part("Layout of the records"):
        measure_layout(report, options.rounds)
    report.summary()


if __name__ == "__main__":
    main()
