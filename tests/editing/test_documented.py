"""The commands that the pages show are there, and do what the pages say."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from builds import ROOT
from cdmanual.cli import app
from program import run

PAGE = ROOT / "content" / "pages" / "editors" / "index.md"
PAGES = (PAGE, ROOT / "README.md", ROOT / "CONTRIBUTING.md")
CODE = re.compile(r"^```\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[str]:
    """Every command of ours that stands as code on a page."""
    found = []
    for block, span in CODE.findall(page.read_text(encoding="utf-8")):
        for line in (block or span).replace("\\\n", " ").splitlines():
            if line.strip().removeprefix(".venv/bin/").startswith("cdmanual "):
                found.append(line.strip().removeprefix(".venv/bin/"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_on_a_page_is_there(page: Path) -> None:
    shown = commands(page)
    assert shown or page.name == "CONTRIBUTING.md"
    for line in shown:
        words = shlex.split(line.replace("…", ""))[1:]
        command: click.Command = app
        while isinstance(command, click.Group) and words and words[0] in command.commands:
            command = command.commands[words.pop(0)]
        assert command is not app, line
        known = {name for option in command.params for name in option.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


@pytest.mark.parametrize("line", [line for line in commands(PAGE) if " XA " in line])
def test_what_the_page_shows_on_the_fictitious_state_works(copied: Path, line: str) -> None:
    words = shlex.split(line)[1:]
    done = run(*words, "--records", copied, "--today", "2026-11-28")
    assert done.exit_code == 0, done.output
    assert "Written: countries/xa/" in done.stderr
