"""What the tests take from npm's packages, which ``make node`` installs; under CI they are there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from builds import ROOT

MODULES = ROOT / "tests" / "node" / "node_modules"


def from_npm(path: str) -> Path:
    """A file of an installed package; without it the test is skipped, and under CI it fails."""
    found = MODULES / path
    if shutil.which("node") is None or not found.exists():
        said = "packages of npm are missing; with Node and npm installed: make node"
        if os.environ.get("CI"):
            pytest.fail(f"{said} (.ci/run does so)", pytrace=False)
        pytest.skip(said)
    return found
