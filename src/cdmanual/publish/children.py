"""Tools that work in a process of their own, side by side: mkdocs keeps global state, Typst keeps much memory.

Each is a module of this package that is run with ``-m``; what goes wrong comes back as one message.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cdmanual.problems import SetupError


@dataclass(frozen=True, slots=True)
class Child:
    """A tool at work: what it does, in words for a message, and its process."""

    work: str
    process: subprocess.Popen[str]


def start(work: str, module: str, *arguments: str | Path, given: str = "", epoch: int = 0) -> Child:
    """Start a module as a tool; ``given`` is what it reads, ``epoch`` (seconds) the time that the build speaks of."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "TZ": "UTC", "PYTHONIOENCODING": "utf-8"},
    )
    if process.stdin:
        with suppress(BrokenPipeError):  # a tool that ended at once says why in finish()
            process.stdin.write(given)
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.stdin = None  # all is said: communicate() must not touch it again
    return Child(work, process)


def finish(child: Child) -> None:
    """Wait for a tool; SetupError with the tool's own words when it failed."""
    said, _ = child.process.communicate()
    if child.process.returncode:
        raise SetupError(f"{child.work} failed: {said.strip()}")


def stop(child: Child) -> None:
    """End a tool that may be at work and wait until it is gone: until then it writes into a folder thrown away."""
    child.process.kill()
    child.process.wait()
    if child.process.stdout:
        child.process.stdout.close()
