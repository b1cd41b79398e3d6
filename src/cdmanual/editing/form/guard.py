"""Who may speak to the form: the browser that was given the address, on this machine, from the form's own pages.

The address holds a token that is good once; it is exchanged for a cookie. A page of another site can neither guess the
cookie, nor send it (SameSite), nor act without it; nor can it reach the form under a name of its own (DNS rebinding),
since only this machine's names are answered.
"""

from __future__ import annotations

import secrets
from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_REQUEST = 4 * 1024 * 1024
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With no-referrer a browser would hide the origin of a form that is sent, which is asked for below.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# A redirect would still be of the program that opened the address, and no strict cookie would go with it.
_WELCOME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Opening the form</title><link rel="icon" href="data:,">
<meta http-equiv="refresh" content="0; url=/"></head><body><p><a href="/">Open the form</a></p></body></html>
"""


class Guard:
    """The outermost layer of the application: lets through what it has reason to trust, refuses all else."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        """``port`` is the one that is listened on; only 127.0.0.1 and localhost on it are this form."""
        self.app = app
        self.hosts = frozenset((f"127.0.0.1:{port}", f"localhost:{port}"))
        self.cookie = f"cdmanual-form-{port}"
        self.token = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self._is_new = True

    @property
    def address(self) -> str:
        """The address to open, once."""
        host = min(self.hosts)
        return f"http://{host}/?token={self.token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        answer = self._refusal(scope) or self._welcome(scope)
        if answer is None and not self._is_known(scope):
            answer = _refused("Open the form by the address that the terminal shows; it is good once.", 403)
        if answer is not None:
            answer.headers.update(_HEADERS)
            await answer(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = Headers(raw=message["headers"])
                more = [(key.lower().encode(), value.encode()) for key, value in _HEADERS.items() if key not in given]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        await self.app(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if headers.getlist("host") != [host for host in self.hosts if host == headers.get("host")]:
            return _refused("This machine answers only under its own name.", 421)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return _refused("The form knows only GET and POST.", 405)
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return _refused("A page of another site asked for this.", 403)
        if scope["method"] == "POST" and headers.getlist("origin") != [f"http://{headers['host']}"]:
            return _refused("What is sent must come from the form's own pages.", 403)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > LARGEST_REQUEST:
            return _refused("That is more than any record holds.", 413)
        return None

    def _welcome(self, scope: Scope) -> Response | None:
        """The exchange of the token for a cookie; a second time the token is worth nothing."""
        query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=5)
        given = query.get("token", [""])[0]
        if scope["path"] != "/" or not given or scope["method"] != "GET":
            return None
        if not (self._is_new and secrets.compare_digest(given.encode(), self.token.encode())):
            return (
                None if self._is_known(scope) else _refused("This address was used before; start the form anew.", 403)
            )
        self._is_new = False
        answer = HTMLResponse(_WELCOME)
        answer.set_cookie(self.cookie, self._session, httponly=True, samesite="strict", path="/")
        return answer

    def _is_known(self, scope: Scope) -> bool:
        given = SimpleCookie()
        given.load(Request(scope).headers.get("cookie", ""))
        found = given.get(self.cookie)
        return found is not None and secrets.compare_digest(found.value.encode(), self._session.encode())


def _refused(words: str, status: int) -> Response:
    return PlainTextResponse(f"{words}\n", status_code=status)
