"""What is tracked names no machine and no package registry, and a newcomer finds what the README promises."""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import subprocess
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from models import ROOT

# Pieces, so that this file does not hold what it looks for.
REGISTRIES = [
    "".join(parts)
    for parts in (
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("crates", ".io"),
        ("ruby", "gems.org"),
        ("proxy.go", "lang.org"),
        ("jsde", "livr.net"),
        ("unp", "kg.com"),
        ("cdn", "js.com"),
        ("fonts.google", "apis.com"),
        ("fonts.gst", "atic.com"),
        ("index", "-url"),
    )
]
MACHINE = re.compile(
    r"(?<![\w./:])/(?:" + "|".join(("ho" + "me", "ro" + "ot", "Us" + "ers", "wo" + "rk", "mn" + "t", "bui" + "lds"))
    + r")/[\w.]|[A-Z]:\\\\?Us" + "ers"
)  # fmt: skip


def tracked() -> list[Path]:
    """The files that a commit would hold; without version control, all but what is made."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        return [ROOT / name for name in os.fsdecode(listed.stdout).split("\0") if name and (ROOT / name).is_file()]
    made = {
        ".venv",
        "node_modules",
        "build",
        "__pycache__",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".hypothesis",
    }
    return [p for p in ROOT.rglob("*") if p.is_file() and not made & set(p.relative_to(ROOT).parts)]


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        if path.suffix not in (".png", ".jpg", ".pdf", ".woff2"):
            found.append((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
    return found


def test_no_tracked_file_names_a_package_registry_or_a_network_of_copies() -> None:
    named = [f"{name}: {host}" for name, text in texts() for host in REGISTRIES if host in text.lower()]
    # The script that pins the requirements tells the tool to leave the address out.
    assert [line for line in named if line != f"scripts/requirements.sh: {REGISTRIES[-1]}"] == []


def test_no_tracked_file_names_a_folder_of_one_machine() -> None:
    named = [f"{name}: {found.group()}" for name, text in texts() for found in MACHINE.finditer(text)]
    assert named == []


@pytest.mark.parametrize("path", ["/ho" + "me/jane/x", "see /ro" + "ot/x", '"/Us' + 'ers/x"', "C:\\Us" + "ers"])
def test_the_search_for_folders_finds_one(path: str) -> None:
    assert MACHINE.search(path)


@pytest.mark.parametrize("path", ["https://example.org/home/x", "content/work/x", "../home/x", "./root/x"])
def test_the_search_for_folders_leaves_addresses_alone(path: str) -> None:
    assert not MACHINE.search(path)


def test_tracked_text_is_utf_8_with_plain_line_ends_and_no_trailing_blank_file() -> None:
    for name, text in texts():
        assert "\r" not in text, name
        assert text.endswith("\n") or not text, f"{name} does not end its last line"


def test_no_tracked_file_is_a_build_a_cache_or_a_font() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    assert [name for name in names if name.startswith("build/") and name != "build/README.md"] == []
    foreign = re.compile(r"\.(pyc|woff2?|ttf|otf|whl|tar\.gz|zip)$|(^|/)__pycache__/")
    assert [name for name in names if foreign.search(name)] == []
    large = [path.name for path in tracked() if path.stat().st_size > 1024 * 1024]
    assert large == [], "nothing over a megabyte"


REQUIREMENTS = ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt"]


def pins(name: str) -> list[str]:
    """The requirements of a file, each with its hashes on one line."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_by_hash_and_names_no_address(name: str) -> None:
    listed = pins(name)
    assert listed
    for line in listed:
        assert re.match(r"[A-Za-z0-9_.-]+==[\w.!+]+( ;[^-]*?)?( +--hash=sha256:[0-9a-f]{64})+$", line), line
        assert "://" not in line
        assert " @ " not in line


def test_what_the_package_needs_is_pinned_and_the_same_in_every_file() -> None:
    versions = [dict(line.split()[0].split("==") for line in pins(name)) for name in REQUIREMENTS]
    for smaller, larger in pairwise(versions):
        assert smaller.items() <= larger.items(), "tests run with what users run"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    plain = {name.lower().replace("_", "-") for name in versions[0]}
    for need in [*project["dependencies"], "hatchling"]:
        assert re.split(r"[=<>~ ;\[]", need)[0].lower() in plain, need


def test_code_and_content_have_their_licences() -> None:
    code = (ROOT / "LICENSE").read_text(encoding="utf-8")
    content = (ROOT / "content" / "LICENSE").read_text(encoding="utf-8")
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in code
    assert re.search(r"Attribution 4\.0 International|CC BY 4\.0", content)
    assert 'license = "EUPL-1.2"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_continuous_integration_runs_the_readme_s_test_command() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!")
    assert re.search(r"^make test$", text, re.MULTILINE)
    assert "set -e" in text
    assert "chromium" in text
    assert re.search(r"^make node$", text, re.MULTILINE)


def test_what_comes_from_npm_is_pinned_by_hash_and_names_no_address() -> None:
    lock = (ROOT / "tests" / "node" / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in lock
    packages = {name: entry for name, entry in json.loads(lock)["packages"].items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") and "resolved" not in entry for entry in packages.values())


def test_the_readme_names_the_two_commands_and_no_recipe_that_is_not_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r"^\s*make\s*(#.*)?$", readme, re.MULTILINE)
    assert "make test" in readme
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipes = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    shown = "\n".join(re.findall(r"^```.*?^```|`[^`\n]+`", readme, re.MULTILINE | re.DOTALL))
    for recipe in re.findall(r"\bmake ([a-z-]+)\b", shown):
        assert recipe in recipes, f"make {recipe}"


def test_every_recipe_is_explained_by_make_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE).group(1).split()
    assert set(phony) == set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    explained = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))
    assert set(phony) - explained <= {"build"}, "build is another name of all"
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for recipe in explained:
        assert re.search(rf"^{recipe}\s+\w", done.stdout, re.MULTILINE)


def test_every_file_that_the_readme_links_is_there() -> None:
    for page in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", text):
            assert (ROOT / target).exists(), f"{page}: {target}"


def test_the_pictures_of_the_book_are_small_described_and_as_large_as_it_says() -> None:
    book = ROOT / "content" / "pages" / "editors"
    shown = re.compile(r'!\[([^\]]+)\]\((images/[^)]+)\)\{ width="(\d+)" height="(\d+)" \}')
    found = [row for path in book.glob("*.md") for row in shown.findall(path.read_text(encoding="utf-8"))]
    assert {name for _, name, _, _ in found} == {f"images/{path.name}" for path in (book / "images").iterdir()}
    for _, name, width, height in found:
        data = (book / name).read_bytes()
        assert len(data) < 150_000, name
        assert struct.unpack(">II", data[16:24]) == (int(width), int(height)), f"{name}: run make screenshots"


def test_the_top_level_is_the_one_of_the_architecture() -> None:
    folders = ["content", "countries", "schemas", "scripts", "src", "tests"]
    files = ["mkdocs.yml", "README.md", "Makefile", "pyproject.toml", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md"]
    wanted = folders + files + REQUIREMENTS
    assert [name for name in wanted if not (ROOT / name).exists()] == []


def test_every_record_names_its_schema_for_editors() -> None:
    records = [path for path in tracked() if path.suffix == ".yml" and {"countries", "regional"} & set(path.parts)]
    assert len(records) > 60
    for path in records:
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert found, f"{path} does not begin with its schema"
        assert (path.parent / found.group(1)).resolve().is_file(), f"{path}: {found.group(1)}"


def test_every_schema_is_json_and_says_so() -> None:
    for path in (ROOT / "schemas").glob("*.json"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        assert schema["$id"] == path.name
        assert schema["$schema"].endswith("/2020-12/schema")
