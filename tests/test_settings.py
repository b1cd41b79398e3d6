"""The settings of the edition: what is wrong in them is said in one line, and nothing odd becomes a link."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from builds import ROOT
from cdmanual.problems import SetupError
from cdmanual.settings import Settings, read_settings

WHOLE = """\
id: "2026.1"
as_of: 2026-11-21
site: https://manual.example.org
repository:
  edit: https://code.example.org/manual/edit/main/{path}#L{line}
"""


def settings(home: Path, text: str) -> Settings:
    (home / "content").mkdir(exist_ok=True)
    (home / "content" / "edition.yml").write_text(text, encoding="utf-8")
    return read_settings(home)


def test_this_repository_names_no_site_and_no_code_host() -> None:
    found = read_settings(ROOT)
    assert (found.id, found.site, found.edit) == ("2026.1", "", "")


def test_all_that_can_be_set_is_read(tmp_path: Path) -> None:
    edit = "https://code.example.org/manual/edit/main/{path}#L{line}"
    assert settings(tmp_path, WHOLE) == Settings("2026.1", date(2026, 11, 21), "https://manual.example.org/", edit)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id: "2026.1"\n', "", "has no id"),
        ("as_of: 2026-11-21\n", "", "write the edition as"),
        ("2026-11-21", "soon", "write the edition as"),
        ("site:", "sight:", 'unknown key sight; did you mean "site"'),
        ("site: https", "site: http", "site is the full address"),
        ("https://manual.example.org", "javascript:alert(1)", "site is the full address"),
        ("https://manual.example.org", 'https://a.example/"><script>', "site is the full address"),
        ("edit: ", "edits: ", "unknown key edits"),
        ("edit: https", "edit: ftp", "repository: edit: is a full address"),
        ("#L{line}", "", "repository: edit: is a full address"),
        ("{path}", "", "repository: edit: is a full address"),
        ("{path}", "{path}{name}", "repository: edit: is a full address"),
        ("repository:\n  edit:", "repository:", "here belong the keys edit"),
        (WHOLE, "- a", "here belong the keys id"),
        (WHOLE, "a: [", "yaml-syntax"),
    ],
)
def test_a_wrong_setting_is_a_fault_of_the_setup_and_says_what_to_write(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in WHOLE
    with pytest.raises(SetupError) as raised:
        settings(tmp_path, WHOLE.replace(old, new))
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_missing_settings_ask_for_the_project_s_folder(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="name the project's folder with --root"):
        read_settings(tmp_path)
