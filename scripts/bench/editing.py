"""`make bench-editing`: the commands for editors beside their peers, in one run. A report, not a test."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

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


@contextmanager
def served(state: str) -> Iterator[tuple[HTTPConnection, dict[str, str], int]]:
    """The form on the project's own records: a connection to it, the headers of its own page, its process."""
    environment = {**os.environ, "XDG_STATE_HOME": state}
    command = [*CDMANUAL, "edit", "--no-browser"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            lines = (line.strip() for line in process.stdout or ())
            address = urlsplit(next(line for line in lines if line.startswith("http://")))
            connection = HTTPConnection(address.netloc)
            connection.request("GET", f"/?{address.query}")
            answer = connection.getresponse()
            answer.read()
            cookie = answer.headers["Set-Cookie"].split(";")[0]
            form = "application/x-www-form-urlencoded"
            yield (
                connection,
                {"Cookie": cookie, "Origin": f"http://{address.netloc}", "Content-Type": form},
                process.pid,
            )
        finally:
            process.terminate()


def processor_seconds(process: int) -> float:
    """What a process has used so far (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure_form(report: Report, rounds: int) -> None:
    """How long the form takes to say what a check thinks of a field that is being typed in."""
    from cdmanual.editing.form.fields import Fields
    from cdmanual.records.load import read_records
    from cdmanual.records.schemas import Schemas
    from cdmanual.records.shape import shape_of

    schemas = Schemas(ROOT / "schemas")
    records = read_records(ROOT, schemas)
    taken: list[float] = []
    with tempfile.TemporaryDirectory() as state, served(state) as (connection, headers, process):
        busy = 0.0
        for number in range(rounds + 1):
            if number == 1:  # the first round reads each state for the first time
                busy = processor_seconds(process)
                taken.clear()
            for key in records.states:
                questions = list(schemas.questions)
                question = questions[(number * 7) % len(questions)]
                shape = shape_of(schemas.by_kind, "procedure").at("answers").at(question)
                value = records.found["procedure", key].file.value["answers"][question]
                typed = Fields(shape, {}).from_value(value) | {"text": [f"Typed {number} <b>"], "do": ["type"]}
                pairs = [(name, text) for name, texts in typed.items() for text in texts]
                start = time.perf_counter()
                connection.request("POST", f"/{key}/procedure/{question}", urlencode(pairs), headers)
                answer = connection.getresponse()
                said = answer.read()
                taken.append((time.perf_counter() - start) * 1000)
                if answer.status != 200 or b"markup" not in said:
                    raise ValueError(f"the form answered {answer.status} without the mistake")
        busy = (processor_seconds(process) - busy) * 1000 / len(taken)
    spread = statistics.quantiles(taken, n=20)
    print(f"\nA field checked while it is typed in, {len(records.states)} states, {len(taken)} times")
    print(f"  median {statistics.median(taken):.1f} ms, nineteen in twenty within {spread[-1]:.1f} ms")
    print(f"  processor time of the server for each: {busy:.1f} ms; the load was {os.getloadavg()[0]:.1f}")
    report.target("a field is checked, median", statistics.median(taken), 50, unit=" ms")


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
    with report.part("Check of a field"):
        measure_form(report, options.rounds)
    report.summary()


if __name__ == "__main__":
    main()
