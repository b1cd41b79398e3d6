"""What the README and the editors' book tell a reader to type works as it stands there, and says what they show.

A block marked ``sh`` is typed line by line in a copy of the project under version control; one marked ``text`` after
it is what the last line says. A command within a sentence is run in a copy of its own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builds import FICTITIOUS, ROOT, Built
from cdmanual.cli import app
from program import run

BOOK = sorted((ROOT / "content" / "pages").rglob("*.md"))
PAGES = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in BOOK}
PAGES |= {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md")}

# Nothing of a page may depend on the day on which the tests run.
TODAY = "2026-11-29"
JUDGED_BY_DAY = ("check", "update", "verify", "new", "review", "apply")
# A record may be due: then the command has worked, and says so.
MAY_FIND = ("review",)
# Words in capitals stand for something that each reader has of his own.
STAND_INS = {"TAG": "2026.1", "DIR": "../overlay", "CODE": "unknown-value"}
# What a line may begin with besides ``make``, whose recipes are not run but must be there.
KNOWN = (".", "cdmanual", "cp", "git", "sha256sum")

# The program as pages call it: the day is given where a command judges by one, and what waits for a reader is ended
# when it has said where it waits.
PROGRAM = f"""#!{sys.executable}
import subprocess, sys
command = [{str(Path(sys.executable).with_name("cdmanual"))!r}, *sys.argv[1:]]
if sys.argv[1:2] == ["edit"] and "--help" not in sys.argv:
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as form:
        found = next((line for line in form.stdout if "http://127.0.0.1:" in line), "")
        form.terminate()
    sys.exit(0 if found else "the form names no address")
if sys.argv[1] in {JUDGED_BY_DAY!r} and "--help" not in sys.argv:
    command += ["--today", "{TODAY}"]
sys.exit(subprocess.run(command).returncode)
"""

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> list[tuple[str, str]]:
    """The fenced blocks of a page: language and text."""
    return BLOCK.findall(PAGES[page])


def within_sentences() -> list[str]:
    """Every command that stands in a sentence or a table, once."""
    spans = [span for text in PAGES.values() for span in re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))]
    typed = [span.removeprefix(".venv/bin/") for span in spans]
    return sorted({span for span in typed if span.startswith("cdmanual ")})


def names_only(words: list[str]) -> bool:
    """Whether the words name a command, or a group of commands, and nothing more."""
    known = app
    for word in words:
        if not hasattr(known, "commands") or word not in known.commands:
            return False
        known = known.commands[word]
    return True


# ---------------------------------------------------------------- the copies in which they are run

# Commits are made by nobody, before the first day that a page names.
COMMITS = {
    f"GIT_{role}_{what}": word
    for role in ("AUTHOR", "COMMITTER")
    for what, word in (("NAME", "Editor"), ("EMAIL", "editor@example.org"), ("DATE", "2026-11-20T12:00:00+0000"))
}
PATH = f".venv/bin{os.pathsep}{os.environ['PATH']}"
ENVIRONMENT = {**os.environ, **COMMITS, "GIT_CONFIG_GLOBAL": os.devnull, "PATH": PATH}


def put_together(home: Path, records: Path, build: Path) -> Path:
    """A project under version control, with a tag of an older state, a remote, an overlay beside it and a build."""
    project = home / "project"
    project.mkdir(parents=True)
    for name in ("content", "schemas", "mkdocs.yml", "requirements.txt", ".gitignore"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, project / name)
    if records != ROOT:
        shutil.rmtree(project / "content" / "regional")
        shutil.copytree(records / "content" / "regional", project / "content" / "regional")
    shutil.copytree(records / "countries", project / "countries")
    tools = project / ".venv" / "bin"
    tools.mkdir(parents=True)
    (tools / "activate").touch()
    (tools / "cdmanual").write_text(PROGRAM, encoding="utf-8")
    (tools / "cdmanual").chmod(0o755)
    for overlay in ("overlay", "overlay-then"):
        (home / overlay).mkdir()
    (project / "build").symlink_to(build)
    git(project, "init", "--quiet", "--initial-branch", "main")
    # The edition of before had another word for it.
    first = min((project / "countries").glob("*/country.yml"))
    now = first.read_text(encoding="utf-8")
    first.write_text(re.sub(r"(?m)^time_zone: .*$", "time_zone: Europe/Zurich", now), encoding="utf-8")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "Edition 2026.1")
    git(project, "tag", "2026.1")
    first.write_text(now, encoding="utf-8")
    git(project, "commit", "--quiet", "--all", "--message", "The time zone")
    git(home, "clone", "--quiet", "--bare", str(project), "origin.git")
    git(project, "remote", "add", "origin", "../origin.git")
    return project


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, real: Built) -> Path:
    """A project with the records of this repository."""
    return put_together(tmp_path_factory.mktemp("whole"), ROOT, real.target)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, fictitious: Built) -> Path:
    """A project with the two fictitious states, for what takes long and names no state."""
    return put_together(tmp_path_factory.mktemp("small"), FICTITIOUS, fictitious.target)


def copy_of(project: Path, home: Path) -> Path:
    shutil.copytree(project.parent, home / "copy", symlinks=True)
    return home / "copy" / project.name


def say(line: str, project: Path) -> subprocess.CompletedProcess[str]:
    """Type a line, and hold it against what it may end with."""
    done = subprocess.run(["sh", "-c", line], cwd=project, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    command = line.removeprefix(".venv/bin/").split()
    allowed = (0, 1) if command[:1] == ["cdmanual"] and command[1] in MAY_FIND else (0,)
    assert done.returncode in allowed, f"{line}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done


# ---------------------------------------------------------------- the tests


@pytest.mark.parametrize("page", [page for page in PAGES if any(kind == "sh" for kind, _ in blocks(page))])
def test_a_page_can_be_typed_from_top_to_bottom_and_says_what_it_shows(
    page: str, whole: Path, small: Path, tmp_path: Path
) -> None:
    heavy = re.search(
        r"^cdmanual (build|print)\b", "\n".join(text for kind, text in blocks(page) if kind == "sh"), re.M
    )
    project = copy_of(small if heavy else whole, tmp_path)
    if "git commit --all" in PAGES[page]:  # the reader has changed a record by hand
        change_by_hand(project)
    if "git switch rs-" in PAGES[page]:  # somebody has sent a change
        git(project, "switch", "--quiet", "--create", "rs-ministry-contact")
        change_by_hand(project)
        git(project, "commit", "--quiet", "--all", "--message", "A change")
        git(project, "push", "--quiet", "origin", "rs-ministry-contact")
        git(project, "switch", "--quiet", "main")
        git(project, "branch", "--quiet", "-D", "rs-ministry-contact")
        git(project, "update-ref", "-d", "refs/remotes/origin/rs-ministry-contact")
    said = ""
    for kind, text in blocks(page):
        if kind == "text":
            assert text == said, f"{page} shows what the command does not say"
        elif kind == "sh":
            for line in text.splitlines():
                assert line.split()[0] in KNOWN, line
                said = say(line, project).stdout


def change_by_hand(project: Path) -> None:
    file = project / "countries" / "rs" / "country.yml"
    text = file.read_text(encoding="utf-8")
    assert "adjective: Serbian\n" in text
    file.write_text(text.replace("adjective: Serbian\n", "adjective: Serb\n"), encoding="utf-8")


@pytest.mark.parametrize("line", within_sentences())
def test_a_command_in_a_sentence_works(line: str, whole: Path, small: Path, tmp_path: Path) -> None:
    words = line.split()[1:]
    if names_only(words) and words != ["fmt"]:
        say(f"{line} --help", small)
        return
    for name, stand_in in STAND_INS.items():
        line = re.sub(rf"\b{name}\b", stand_in, line)
    say(line, copy_of(small if words[0] in ("build", "print") else whole, tmp_path))


def test_the_message_in_the_readme_is_what_the_check_says_of_a_mistyped_word(tmp_path: Path) -> None:
    records = tmp_path / "sample"
    shutil.copytree(ROOT / "content" / "sample", records)
    file = records / "countries" / "xs" / "procedure.yml"
    text = file.read_text(encoding="utf-8")
    assert text.count("value: required\n") == 1
    file.write_text(text.replace("value: required\n", "value: requird\n"), encoding="utf-8")
    done = run("check", "--records", records, "--today", TODAY)
    assert done.exit_code == 1
    assert ("", done.stdout) in blocks("README.md")


def test_no_block_is_left_out_for_want_of_a_name() -> None:
    for page in PAGES:
        if page != "README.md":
            assert [text for kind, text in blocks(page) if kind not in ("sh", "text")] == [], page


def test_every_recipe_that_a_page_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipes = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for page, text in PAGES.items():
        for recipe in re.findall(r"`make ([a-z-]+)`", text):
            assert recipe in recipes, f"{page}: make {recipe}"


def test_options_that_a_sentence_names_are_those_of_a_command() -> None:
    options = {option for command in walk(app) for parameter in command.params for option in parameter.opts}
    for page, text in PAGES.items():
        if page.startswith("content/pages/editors/"):
            for option in re.findall(r"`(--[a-z-]+)`", text):
                assert option in options, f"{page}: {option}"


def walk(command):
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from walk(below)
