"""The form as a web application for one editor on one machine: requests in, pages out."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cdmanual.editing.checkout import Checkout, GitError
from cdmanual.editing.drafts import Draft, Drafts, Typed
from cdmanual.editing.form.desk import REMOVE, Desk, Judged, Preview
from cdmanual.editing.form.fields import COUNT
from cdmanual.editing.form.guard import LARGEST_REQUEST
from cdmanual.editing.form.pages import Pages
from cdmanual.editing.form.place import Opened, Page, page_at
from cdmanual.editing.form.saving import ForbiddenError, Moved, moved, save
from cdmanual.editing.record_file import MovedOnError
from cdmanual.problems import Problem, SetupError

TAB, DO = "@tab", "do"
_MOST_FIELDS = 20_000
_ASSETS = {"form.css": "text/css", "form.js": "text/javascript"}
_CHANGE = re.compile(r"[a-z0-9-]{1,80}\.json\Z")


class Form:
    """The handlers; each answers in a thread, since reading and judging records is work and git waits."""

    def __init__(self, desk: Desk, drafts: Drafts, pages: Pages, assets: Path) -> None:
        """``assets`` is the folder of the style and the script."""
        self.desk = desk
        self.drafts = drafts
        self.pages = pages
        self.assets = assets

    def app(self) -> Starlette:
        """The application, without the guard that must stand before it."""

        def at(handle: Callable[..., Response]) -> Callable[[Request], Any]:
            async def answer(request: Request) -> Response:
                typed = await _typed(request) if request.method == "POST" else {}
                return await run_in_threadpool(handle, request, typed)

            return answer

        routes = [
            Route("/", at(self.index), methods=["GET"]),
            Route("/assets/{name}", at(self.asset), methods=["GET"]),
            Route("/+pull-request", at(self.pull_request), methods=["POST"]),
            Route("/+drafts", at(self.discard), methods=["POST"]),
            Route("/+changes/{name}", at(self.change), methods=["GET"]),
            Route("/{key}", at(self.state), methods=["GET"]),
            Route("/{address:path}", at(self.entry), methods=["GET", "POST"]),
        ]
        return Starlette(routes=routes, exception_handlers={HTTPException: self._refused, SetupError: self._broken})

    # ------------------------------------------------------------ pages that only show

    def index(self, request: Request, typed: Typed) -> Response:
        self.desk.refresh()
        return HTMLResponse(self.pages.index(self.desk, self.drafts.all()))

    def discard(self, request: Request, typed: Typed) -> Response:
        self.drafts.drop(typed.get(TAB, [""])[0])
        return RedirectResponse("/", 303)

    def asset(self, request: Request, typed: Typed) -> Response:
        name = request.path_params["name"]
        if name not in _ASSETS:
            raise HTTPException(404)
        return FileResponse(self.assets / name, media_type=_ASSETS[name])

    def state(self, request: Request, typed: Typed) -> Response:
        self.desk.refresh()
        key = request.path_params["key"]
        if key not in self.desk.workspace.records.states:
            raise HTTPException(404)
        return HTMLResponse(self.pages.state(self.desk, key))

    def change(self, request: Request, typed: Typed) -> Response:
        path = self.desk.setting.outbox / request.path_params["name"]
        if not _CHANGE.match(path.name) or not path.is_file():
            raise HTTPException(404)
        return FileResponse(path, media_type="application/json", filename=path.name)

    def pull_request(self, request: Request, typed: Typed) -> Response:
        checkout = Checkout.of(self.desk.setting.folder(typed.get("kind", [""])[0]))
        branch = typed.get("branch", [""])[0]
        try:
            if checkout is None or not re.fullmatch(r"edit/[a-z0-9-]{1,80}", branch):
                raise GitError("there is no such branch")
            said = checkout.open_pull_request(branch)
        except GitError as exc:
            lines = ["The commit is there; only sending it failed. Try again, or send it from a terminal."]
            return HTMLResponse(self.pages.notice("The pull request was not opened", lines, str(exc)), 502)
        return HTMLResponse(self.pages.notice("The pull request is open", [], said))

    # ------------------------------------------------------------ entries

    def entry(self, request: Request, typed: Typed) -> Response:
        page = page_at(request.url.path)
        if page is None:
            raise HTTPException(404)
        opened = self.desk.open(page)
        if opened is None:
            return self._gone(page, typed)
        if request.method == "GET":
            draft = self.drafts.find(request.query_params.get("draft", ""))
            fits = draft is not None and draft.page == page.address
            return self._show(opened, draft.typed if draft and fits else self.desk.as_opened(opened), draft=draft)
        return self._act(opened, typed, typed.pop(DO, ["check"])[0])

    def _act(self, opened: Opened, typed: Typed, do: str) -> Response:
        tab = typed.pop(TAB, [""])[0]
        if do == "discard":
            self.drafts.drop(tab)
            return self._show(opened, self.desk.as_opened(opened))
        what, _, name = do.partition(":")
        if what == "remove" and opened.is_removable:
            typed[REMOVE] = ["1"]
        elif what in ("add", "drop"):
            typed = {"add": _with_one_more, "drop": _without}[what](typed, name)
        draft = self._keep(opened.page, typed, tab)
        if do == "type":
            return self._judged(opened, typed)
        if what in ("add", "drop"):
            return self._show(opened, typed, draft=draft, added=_newest(typed, name) if what == "add" else "")
        if meeting := moved(self.desk, opened, typed):
            draft = self._keep(opened.page, meeting.typed, draft.name)
            return self._show(opened, meeting.typed, draft=draft, moved=meeting, checked=True, status=409)
        if do == "save":
            return self._save(opened, typed, draft)
        return self._show(opened, typed, draft=draft, checked=True)

    def _save(self, opened: Opened, typed: Typed, draft: Draft) -> Response:
        try:
            saved = save(self.desk, opened, typed)
        except MovedOnError:  # between looking and writing: look again
            return self._act(self.desk.open(opened.page) or opened, {**typed, TAB: [draft.name]}, "save")
        except ForbiddenError:
            return self._show(opened, typed, draft=draft, checked=True, forbidden=True, status=422)
        self.drafts.drop(draft.name)
        return HTMLResponse(self.pages.saved(self.desk, opened, saved))

    def _judged(self, opened: Opened, typed: Typed) -> Response:
        """What a check says, for the script that asks while somebody types."""
        judged = self.desk.judge(opened, typed, self.desk.sketch(opened, typed))
        beside = {name: list(map(_words, found)) for name, found in judged.beside.items()}
        used = (
            [{"severity": "error", "code": "still-used", "message": judged.used.words, "hint": ""}]
            if judged.used
            else []
        )
        return JSONResponse({"beside": beside, "elsewhere": [*used, *map(_words, judged.elsewhere)]})

    def _show(
        self,
        opened: Opened,
        typed: Typed,
        *,
        draft: Draft | None = None,
        moved: Moved | None = None,
        checked: bool = False,
        forbidden: bool = False,
        added: str = "",
        status: int = 200,
    ) -> Response:
        rewrite = self.desk.sketch(opened, typed)
        judged = self.desk.judge(opened, typed, rewrite) if checked or draft else Judged({}, [], [])
        preview: Preview | None = self.desk.preview(opened, rewrite) if checked or REMOVE in typed else None
        tab = draft.name if draft and draft.page == opened.page.address else secrets.token_urlsafe(12)
        drafts = [each for each in self.drafts.of(opened.page.address) if each.name != tab]
        text = self.pages.entry(
            self.desk, opened, typed, tab, drafts, judged, preview, moved, forbidden, checked, added
        )
        return HTMLResponse(text, status)

    def _keep(self, page: Page, typed: Typed, tab: str) -> Draft:
        when = self.desk.setting.now().isoformat(" ", "minutes")
        draft = Draft(
            tab if re.fullmatch(r"[A-Za-z0-9_-]{8,64}", tab) else secrets.token_urlsafe(12), page.address, when, typed
        )
        self.drafts.keep(draft)
        return draft

    def _gone(self, page: Page, typed: Typed) -> Response:
        """An entry that is not there; what was typed in it is kept all the same."""
        if not typed:
            raise HTTPException(404)
        self._keep(
            page, {name: values for name, values in typed.items() if name not in (DO, TAB)}, typed.get(TAB, [""])[0]
        )
        lines = [
            "Somebody has removed it, or given it another id, since you opened it.",
            "What you typed is kept as a draft. Look at the file as text, or ask whoever removed it.",
        ]
        back = f"/{page.key}/{page.kind}/+text"
        return HTMLResponse(self.pages.notice("This entry is no longer there", lines, _plain(typed), back), 409)

    # ------------------------------------------------------------ what goes wrong

    async def _refused(self, request: Request, exc: Exception) -> Response:
        status = exc.status_code if isinstance(exc, HTTPException) else 500
        words = {404: "There is no such page", 413: "That is more than any record holds"}
        return HTMLResponse(self.pages.notice(words.get(status, "The form cannot do that"), []), status)

    async def _broken(self, request: Request, exc: Exception) -> Response:
        lines = ["A file must be mended first; it can be edited as text."]
        return HTMLResponse(self.pages.notice("The records cannot be read", lines, str(exc)), 409)


def _words(problem: Problem) -> dict[str, str]:
    return {
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }


def _plain(typed: Typed) -> str:
    rows = [f"{name}: {value}" for name, values in typed.items() for value in values if name[:1] != "@" and value]
    return "\n".join(rows)


async def _typed(request: Request) -> Typed:
    """What was sent, as long as it is no more than a page of the form can send."""
    data = b""
    async for part in request.stream():
        data += part
        if len(data) > LARGEST_REQUEST:
            raise HTTPException(413)
    try:
        return parse_qs(data.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except (UnicodeDecodeError, ValueError) as exc:
        raise HTTPException(413 if isinstance(exc, ValueError) else 400) from exc


def _with_one_more(typed: Typed, name: str) -> Typed:
    """One more empty entry in a list."""
    count = typed.get(f"{name}/{COUNT}", ["0"])[0]
    number = int(count) if count.isdecimal() and len(count) < 4 else 0
    return {**typed, f"{name}/{COUNT}": [str(number + 1)]}


def _newest(typed: Typed, name: str) -> str:
    """The name of the last entry of a list."""
    return f"{name}/{int(typed[f'{name}/{COUNT}'][0]) - 1}"


def _without(typed: Typed, name: str) -> Typed:
    """A list less one entry; those after it move up."""
    listed, _, last = name.rpartition("/")
    count = typed.get(f"{listed}/{COUNT}", ["0"])[0]
    if not (last.isdecimal() and count.isdecimal() and len(last) < 4 and len(count) < 4 and int(last) < int(count)):
        return typed
    found: Typed = {}
    for key, values in typed.items():
        step, _, rest = key.removeprefix(f"{listed}/").partition("/")
        if key.startswith(f"{listed}/") and step.isdecimal() and int(step) >= int(last):
            if int(step) == int(last):
                continue
            key = f"{listed}/{int(step) - 1}" + (f"/{rest}" if rest else "")
        found[key] = values
    return {**found, f"{listed}/{COUNT}": [str(int(count) - 1)]}
