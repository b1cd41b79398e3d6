"""The search as a command and over HTTP, beside the least that the same libraries can do."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from contenders import CDMANUAL, PYTHON, ROOT
from timing import Failed, Measured, alternate, run

QUERY = "serbia substitution"
CONNECTIONS = 8
_START = 20
_IMPORTS = "import click, whoosh.index"
# Served as cdmanual.serve does, but with nothing to say.
_EMPTY = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
async def answer(request):
    return JSONResponse({})
app = Starlette(routes=[Route("/api/search", answer)])
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
"""
_LATENCY = re.compile(r"^\s*99%\s+([\d.]+)(us|ms|s)\s*$", re.MULTILINE)
_RATE = re.compile(r"^Requests/sec:\s+([\d.]+)", re.MULTILINE)
_FAILURES = re.compile(r"Non-2xx or 3xx responses: (\d+)")
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Load:
    """Requests a second, and the milliseconds that 99 of 100 stay below."""

    rate: float
    p99: float


def compare_commands(build: Path, rounds: int) -> dict[str, Measured]:
    """`cdmanual search` as a whole process, and Python that imports what it needs."""
    command = [*_installed(), "search", QUERY, "--target", build]
    return alternate(
        {
            "cdmanual search": lambda: run(command, ROOT),
            f'python -c "{_IMPORTS}"': lambda: run([PYTHON, "-c", _IMPORTS], ROOT),
        },
        rounds,
    )


def _installed() -> list[str | Path]:
    script = PYTHON.parent / "cdmanual"
    return [script] if script.is_file() else CDMANUAL


def load_api(build: Path, seconds: int, rounds: int) -> dict[str, Load]:
    """Both servers under load in turns; what the rounds came to in the middle."""
    path = "/api/search?q=" + QUERY.replace(" ", "+")
    taken: dict[str, list[Load]] = {"/api/search": [], "an empty answer": []}
    ours: list[str | Path] = [*_installed(), "serve", "--target", build, "--port"]
    empty: list[str | Path] = [PYTHON, "-c", _EMPTY]
    with _serving(ours, path) as url, _serving(empty, path) as bare:
        addresses = {"/api/search": url, "an empty answer": bare}
        for number in range(rounds):
            for name in list(addresses)[:: -1 if number % 2 else 1]:
                taken[name].append(_load(addresses[name], seconds))
    return {
        name: Load(statistics.median(load.rate for load in loads), statistics.median(load.p99 for load in loads))
        for name, loads in taken.items()
    }


def loader() -> str:
    """What makes the load."""
    return "wrk" if shutil.which("wrk") else "httpx"


@contextmanager
def _serving(command: Sequence[str | Path], path: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*command, str(port)], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}{path}"
    try:
        _await(url, server)
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(5)


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START
    while time.monotonic() < end:
        if server.poll() is not None:
            raise Failed(f"a server ended with {server.returncode} before it answered")
        try:
            if httpx.get(url, timeout=5, trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise Failed(f"a server did not answer within {_START} s")


def _load(url: str, seconds: int) -> Load:
    return _by_wrk(url, seconds) if loader() == "wrk" else asyncio.run(_by_httpx(url, seconds))


def _by_wrk(url: str, seconds: int) -> Load:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", url]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 20, check=False)
    except subprocess.TimeoutExpired as exc:
        raise Failed("wrk did not end") from exc
    rate, latency = _RATE.search(done.stdout), _LATENCY.search(done.stdout)
    if rate is None or latency is None or _FAILURES.search(done.stdout):
        raise Failed(f"wrk: {(done.stderr or done.stdout)[-300:]}")
    return Load(float(rate.group(1)), float(latency.group(1)) * _MILLISECONDS[latency.group(2)])


async def _by_httpx(url: str, seconds: int) -> Load:
    times: list[float] = []
    end = time.monotonic() + seconds

    async def ask(client: httpx.AsyncClient) -> None:
        while time.monotonic() < end:
            start = time.perf_counter()
            (await client.get(url)).raise_for_status()
            times.append(time.perf_counter() - start)

    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        try:
            await asyncio.wait_for(asyncio.gather(*(ask(client) for _ in range(CONNECTIONS))), seconds + 20)
        except (httpx.HTTPError, TimeoutError) as exc:
            raise Failed(f"httpx: {exc}") from exc
    times.sort()
    return Load(len(times) / seconds, times[int(0.99 * (len(times) - 1))] * 1000)


def by_python(found: Mapping[str, Measured]) -> float:
    """How many times as long our command takes as the imports alone, by the fastest runs."""
    ours, imports = found.values()
    return ours.lowest / imports.lowest
