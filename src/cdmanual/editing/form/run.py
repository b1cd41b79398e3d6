"""Serve the form on this machine's own address until it is interrupted."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable

import uvicorn

from cdmanual.editing.form.app import Form
from cdmanual.editing.form.guard import Guard
from cdmanual.problems import SetupError

_LOOPBACK = "127.0.0.1"


def run(form: Form, port: int, announce: Callable[[str], None]) -> None:
    """Listen on a port (0: any free one) and say the address; SetupError where the port is taken."""
    # asyncio sends at once (TCP_NODELAY) only where the protocol is named; else an answer waits 40 ms for an ACK.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_LOOPBACK, port))
        except OSError as exc:
            raise SetupError(f"port {port} cannot be used: {exc.strerror}; name another one with --port") from exc
        listener.listen()  # whoever opens the address at once is answered as soon as the server runs
        guard = Guard(form.app(), listener.getsockname()[1])
        config = uvicorn.Config(
            guard, log_level="warning", access_log=False, server_header=False, proxy_headers=False, ws="none"
        )
        gc.freeze()  # what was read by now stays: the collector need not look at it again and again
        gc.enable()  # a command is too short to collect; a server is not
        announce(guard.address)
        uvicorn.Server(config).run(sockets=[listener])
