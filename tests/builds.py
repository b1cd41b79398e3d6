"""The manual, built once in a run of the tests and used by every worker."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
FICTITIOUS = ROOT / "tests" / "data" / "fictitious"


class Built(NamedTuple):
    """A finished build: the records it was made from, and where it stands."""

    records: Path
    target: Path

    @property
    def site(self) -> Path:
        return self.target / "site"


def build_once(factory: pytest.TempPathFactory, records: Path, *options: str) -> Built:
    """Build the public edition of these records, unless another worker of this run has done so."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    target = base / ("built-" + "-".join([records.name, *options]).replace("/", "_"))
    said = target.with_suffix(".txt")
    with target.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            command = [Path(sys.executable).with_name("cdmanual"), "build", "--records", records, "--target", target]
            done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False)
            said.write_text(done.stdout + done.stderr, encoding="utf-8")
    if not (target / "manifest.json").exists():
        pytest.fail(f"the manual was not built:\n{said.read_text(encoding='utf-8')[:600]}", pytrace=False)
    return Built(records, target)
