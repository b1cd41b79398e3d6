"""The form as a browser without a script uses it: pages are opened, fields filled in, buttons pressed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

from starlette.testclient import TestClient

from builds import ROOT
from cdmanual.editing.drafts import Drafts, Typed
from cdmanual.editing.form.app import Form
from cdmanual.editing.form.desk import Desk, Setting
from cdmanual.editing.form.guard import Guard
from cdmanual.editing.form.pages import Pages
from cdmanual.publish.labels import Labels
from checking import schemas

PORT = 8000
HOST = f"http://127.0.0.1:{PORT}"
TEMPLATES = ROOT / "content" / "form"
NOW = datetime(2026, 11, 21, 14, 3, tzinfo=UTC)


class PageReader(HTMLParser):
    """What a browser would send of the form for an entry, and the text of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: Typed = {}
        self.words: list[str] = []
        self.inside = False
        self.select = self.area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == "entry"
        if not self.inside:
            return
        name = given.get("name") or ""
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.fields.setdefault(name, []).append(given.get("value") or "")
        elif tag == "select":
            self.select = name
            self.fields[name] = [""]
        elif tag == "option" and "selected" in given:
            self.fields[self.select] = [given.get("value") or ""]
        elif tag == "textarea":
            self.area = name
            self.fields[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area][0] += data.removeprefix("\n") if not self.fields[self.area][0] else data
        else:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


class Page:
    """An answer of the form."""

    def __init__(self, status: int, source: str) -> None:
        self.status = status
        self.source = source
        read = PageReader(source)
        self.fields = read.fields
        self.text = read.text


class Editor:
    """One editor with a browser; a second one of the same folder is a second tab, or a server that was started anew."""

    def __init__(self, home: Path, state: Path, overlay: Path | None = None, now: Callable[[], datetime] = lambda: NOW):
        setting = Setting(home, schemas(), Labels(schemas().by_kind), now, state / "outbox", overlay)
        self.desk = Desk(setting)
        self.drafts = Drafts(state, home)
        self.guard = Guard(Form(self.desk, self.drafts, Pages(TEMPLATES), TEMPLATES).app(), PORT)
        self.client = TestClient(self.guard, base_url=HOST)
        self.client.get(self.guard.address)

    def open(self, address: str) -> Page:
        answer = self.client.get(address)
        return Page(answer.status_code, answer.text)

    def send(self, address: str, fields: Typed, do: str, **headers: str) -> Page:
        data = urlencode([*((name, value) for name, values in fields.items() for value in values), ("do", do)])
        given = {"content-type": "application/x-www-form-urlencoded", "origin": HOST, **headers}
        answer = self.client.post(address, content=data, headers=given)
        return Page(answer.status_code, answer.text)

    def fill(self, address: str, do: str = "save", **changes: str | list[str]) -> Page:
        """Open a page, fill some fields in (``__`` for a slash) and press a button."""
        fields = self.open(address).fields
        for name, value in changes.items():
            fields[name.replace("__", "/")] = [value] if isinstance(value, str) else value
        return self.send(address, fields, do)

    def typed(self, address: str, fields: Typed) -> dict:
        """What a check says while somebody types."""
        data = urlencode([*((name, value) for name, values in fields.items() for value in values), ("do", "type")])
        given = {"content-type": "application/x-www-form-urlencoded", "origin": HOST}
        return self.client.post(address, content=data, headers=given).json()


def git(home: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=Editor", "-c", "user.email=editor@example.org", *arguments],
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def put_under_git(home: Path) -> None:
    git(home, "init", "-q", "-b", "main")
    git(home, "config", "user.name", "Editor")
    git(home, "config", "user.email", "editor@example.org")
    git(home, "add", "-A")
    git(home, "commit", "-q", "-m", "First")
