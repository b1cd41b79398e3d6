"""The built site and its search over HTTP, for this machine: ``GET /api/search`` answers as the command does."""

from __future__ import annotations

import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from cdmanual.problems import SetupError
from cdmanual.search.index import Index
from cdmanual.search.query import LONGEST_QUERY
from cdmanual.search.ranking import search

_MOST_RESULTS = 100
# What few systems have in their own list; without it a browser would show the bytes of the file.
_WORD = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def make_app(build: Path, hosts: list[str]) -> Starlette:
    """The application for a build folder; requests must name one of the hosts. SetupError when nothing is built."""
    if not (build / "site" / "index.html").is_file():
        raise SetupError(f"{build}: nothing is built here; run make (or cdmanual build) first")
    mimetypes.add_type(*_WORD)
    index = Index(build / "search")

    async def answer(request: Request) -> JSONResponse:
        asked = request.query_params
        query, limit = asked.get("q", ""), asked.get("limit", "10")
        if not query.strip():
            return _refused("name what you seek: /api/search?q=serbia+substitution")
        if len(query) > LONGEST_QUERY:
            return _refused(f"the query is longer than {LONGEST_QUERY} characters")
        if not (limit.isascii() and limit.isdigit() and len(limit) < 4 and 1 <= int(limit) <= _MOST_RESULTS):
            return _refused(f"limit is a number from 1 to {_MOST_RESULTS}")
        country, question, kind = (asked.get(name, "") for name in ("country", "question", "kind"))
        return JSONResponse(search(index, query, country, question, kind, int(limit)), headers=_HEADERS)

    routes = [
        Route("/api/search", answer, methods=["GET"]),
        Mount("/", StaticFiles(directory=build / "site", html=True)),
    ]
    # A page of another site could make a name point here; only requests for this host's own names are answered.
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=hosts)

    @asynccontextmanager
    async def closing(_: Starlette) -> AsyncIterator[None]:
        yield
        index.close()

    return Starlette(routes=routes, middleware=[guard], lifespan=closing)


def _refused(message: str) -> JSONResponse:
    return JSONResponse({"error": message}, status_code=400, headers=_HEADERS)


def run(build: Path, host: str, port: int) -> None:
    """Serve until interrupted; the address is printed by the server."""
    uvicorn.run(
        make_app(build, [host, "localhost", "127.0.0.1"]), host=host, port=port, log_level="info", access_log=False
    )
