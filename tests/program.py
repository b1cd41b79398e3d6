"""Runs the command line as a user does, inside this process."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cdmanual.cli import app, main
from models import ROOT


def run(*arguments: str | Path, root: Path = ROOT) -> Result:
    """One command, as far as click runs it."""
    return CliRunner().invoke(app, ["--root", str(root), *map(str, arguments)])


def whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str | Path
) -> tuple[int, str, str]:
    """One command as a user runs it: exit code, and what stands on the two outputs."""
    monkeypatch.setattr(sys, "argv", ["cdmanual", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    return ended.value.code or 0, said.out, said.err
