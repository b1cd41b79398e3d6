"""Run programs one at a time and read from the kernel what each took.

Contenders take turns, so that they share the noise of the machine.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class Failed(Exception):
    """A contender ended with an error; the text is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One run: seconds by the clock, seconds of processor time, the peak of its largest process, what it said."""

    seconds: float
    processor: float
    megabytes: float
    said: str = ""

    def __add__(self, other: Reading) -> Reading:
        """One run after the other."""
        peak = max(self.megabytes, other.megabytes)
        return Reading(self.seconds + other.seconds, self.processor + other.processor, peak)


@dataclass(frozen=True, slots=True)
class Measured:
    """What all runs of a contender came to."""

    name: str
    seconds: float
    lowest: float
    highest: float
    processor: float
    megabytes: float
    said: str


Contender = Callable[[], Reading]


def run(command: Sequence[str | Path], folder: Path) -> Reading:
    """Run a program in a folder and wait for it; Failed when it ends with an error."""
    # What it says is kept, so it may be neither coloured nor advertisement.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "NO_COLOR": "1"}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as words:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=words, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)  # of the process and of those that it waited for
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        words.seek(0)
        said = words.read().strip()
    if process.returncode:
        raise Failed(f"{Path(command[0]).name} ended with {process.returncode}: {said[-500:]}")
    return Reading(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said)


def alternate(contenders: Mapping[str, Contender], rounds: int, warm_up: bool = True) -> dict[str, Measured]:
    """Let the contenders take turns, every other round in the opposite order, after one round that does not count."""
    if warm_up:
        for contender in contenders.values():
            contender()
    readings: dict[str, list[Reading]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name in list(contenders)[:: -1 if number % 2 else 1]:
            readings[name].append(contenders[name]())
    return {name: _sum_up(name, taken) for name, taken in readings.items()}


def _sum_up(name: str, readings: list[Reading]) -> Measured:
    times = [reading.seconds for reading in readings]
    return Measured(
        name,
        statistics.median(times),
        min(times),
        max(times),
        statistics.median(reading.processor for reading in readings),
        max(reading.megabytes for reading in readings),
        readings[-1].said,
    )
