"""Speaks with the language server of editors (npm's yaml-language-server) over its protocol, as an editor does.

Language Server Protocol 3.17 on standard input and output. The editor's settings are those of this repository.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from itertools import count
from pathlib import Path
from typing import Any

from builds import ROOT

LONGEST_WAIT = 60  # seconds; beyond it the server is taken for dead
SETTINGS: dict[str, Any] = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))


def yaml_settings() -> dict[str, Any]:
    """What ``.vscode/settings.json`` tells the server, as an editor hands it over."""
    said: dict[str, Any] = {"validate": True, "hover": True, "completion": True}
    for name, value in SETTINGS.items():
        at, steps = said, name.split(".")
        if steps[0] == "yaml":
            for step in steps[1:-1]:
                at = at.setdefault(step, {})
            at[steps[-1]] = value
    return said


class LanguageServer:
    """A running server; ``with`` starts and ends it."""

    def __init__(self, script: Path) -> None:
        command = ["node", script, "--stdio"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.heard: queue.Queue[dict[str, Any]] = queue.Queue()
        self.numbers = count(1)
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> LanguageServer:
        capabilities = {
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": {"hover": {"contentFormat": ["markdown"]}},
        }
        folder = {"uri": ROOT.as_uri(), "name": "manual"}
        start = {"processId": None, "rootUri": folder["uri"], "workspaceFolders": [folder]}
        self.ask("initialize", {**start, "capabilities": capabilities})
        self._send({"method": "initialized", "params": {}})
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream
        try:
            while head := stream.readline():
                length = int(head.removeprefix(b"Content-Length:"))
                while stream.readline().strip():
                    pass
                self.heard.put(json.loads(stream.read(length)))
        except ValueError:
            pass  # the stream was closed, or the server said what is no message: the next wait ends in a failure

    def _next(self) -> dict[str, Any]:
        """The next message; what the server asks of its editor is answered on the way."""
        while True:
            message = self.heard.get(timeout=LONGEST_WAIT)
            if "method" not in message or "id" not in message:
                return message
            asked = message["params"].get("items", ()) if message["method"] == "workspace/configuration" else None
            known = {"yaml": yaml_settings()}
            told = None if asked is None else [known.get(item.get("section"), {}) for item in asked]
            self._send({"id": message["id"], "result": told})

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        """The answer to a request."""
        number = next(self.numbers)
        self._send({"id": number, "method": method, "params": params})
        while (message := self._next()).get("id") != number:
            pass
        assert "error" not in message, message
        return message["result"]

    def judge(self, texts: dict[Path, str]) -> dict[Path, list[str]]:
        """What the server finds wrong with each text, shown as the content of a file."""
        waiting = {path.as_uri(): path for path in texts}
        found: dict[Path, list[str]] = {}
        for uri, path in waiting.items():
            self._open(uri, texts[path])
        while waiting:
            message = self._next()
            told = message.get("params", {})
            if message.get("method") == "textDocument/publishDiagnostics" and told["uri"] in waiting:
                rows = [(row["range"]["start"]["line"] + 1, row["message"]) for row in told["diagnostics"]]
                found[waiting.pop(told["uri"])] = [f"{line}: {words}" for line, words in rows]
        for path in texts:
            self._close(path.as_uri())
        return found

    def complete(self, path: Path, text: str) -> dict[str, str]:
        """What is offered at the mark ▶ of a text: each word with its explanation."""
        found = self._at_mark("textDocument/completion", path, text)
        items = found["items"] if isinstance(found, dict) else found or []
        return {item["label"]: str(item.get("documentation", "")) for item in items}

    def hover(self, path: Path, text: str) -> str:
        """What is shown for the word at the mark ▶ of a text."""
        found = self._at_mark("textDocument/hover", path, text)
        return found["contents"]["value"] if found else ""

    def _at_mark(self, method: str, path: Path, text: str) -> Any:
        before, _, after = text.partition("▶")
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        uri = path.as_uri()
        self._open(uri, before + after)
        found = self.ask(method, {"textDocument": {"uri": uri}, "position": position})
        self._close(uri)
        return found

    def _open(self, uri: str, text: str) -> None:
        shown = {"uri": uri, "languageId": "yaml", "version": next(self.numbers), "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": shown}})

    def _close(self, uri: str) -> None:
        self._send({"method": "textDocument/didClose", "params": {"textDocument": {"uri": uri}}})
