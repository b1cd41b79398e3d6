"""A git checkout as the place where changes of records go: a branch, a commit in words, the way to a pull request."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PREFIX = "edit/"
_LOCAL, _NETWORK = 60, 180  # seconds, hooks included
_SUBJECT = 72


class GitError(Exception):
    """Git, or the program of the code host, refused; the message is what it said."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What was committed: the branch it is on and its short name."""

    branch: str
    name: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why git did not commit, and what to do: in words, as commands, and what git itself said."""

    why: str
    todo: str
    commands: tuple[str, ...]
    said: str = ""


class Checkout:
    """The git checkout that a folder lies in."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is one inside the checkout."""
        self.folder = folder

    @classmethod
    def of(cls, folder: Path) -> Checkout | None:
        """The checkout that the folder lies in; None without git, or outside any."""
        checkout = cls(folder)
        try:
            inside = checkout._git("rev-parse", "--is-inside-work-tree")
        except GitError:
            return None
        return checkout if inside == "true" else None

    def dirty(self, files: Sequence[Path]) -> list[str]:
        """Those of the files that hold changes which no commit has."""
        said = self._git("status", "--porcelain", "--no-renames", "-z", "--", *map(str, files))
        return [row[3:] for row in said.split("\0") if row]

    def commit(self, files: Sequence[Path], message: str, about: str) -> Commit:
        """Commit these files, and no others, on a branch for edits; GitError says what git objects to.

        The branch is the present one where that is already one for edits, else a new one named ``about``. Where git
        refuses, the checkout is left on the branch that it was on, with the files as they are.
        """
        before = branch = self.branch
        names = [str(file) for file in files]
        try:
            if not branch.startswith(_PREFIX):
                branch = self._free_branch(about)
                self._git("switch", "--quiet", "--create", branch)
            self._git("add", "--", *names)
            self._git("commit", "--quiet", "--only", "-F", "-", "--", *names, given=message)
        except GitError:
            self._back(before, branch, names)
            raise
        return Commit(branch, self._git("rev-parse", "--short", "HEAD"))

    @property
    def branch(self) -> str:
        """The branch that the checkout is on; empty where it is on none."""
        return self._git("symbolic-ref", "--quiet", "--short", "HEAD", may_fail=True)

    def _back(self, before: str, branch: str, names: Sequence[str]) -> None:
        """Undo what a refused commit began; the files themselves stay as they were written."""
        self._git("reset", "--quiet", "--", *names, may_fail=True)
        commit = self._git("rev-parse", "HEAD", may_fail=True)
        is_ours = branch != before and self.branch == branch
        if not is_ours or (before and self._git("rev-parse", f"refs/heads/{before}", may_fail=True) != commit):
            return
        # Both branches are at the same commit, so that only HEAD need move: that succeeds where a lock stops a switch.
        if before:
            self._git("symbolic-ref", "HEAD", f"refs/heads/{before}", may_fail=True)
        else:
            self._git("update-ref", "--no-deref", "HEAD", commit, may_fail=True)
        if self.branch != branch:
            self._git("branch", "--quiet", "--delete", "--force", branch, may_fail=True)

    def refusal(self, said: str, files: Sequence[Path]) -> Refusal:
        """What git said when it did not commit these files, in words."""
        commit = f"git commit --message 'What you changed' -- {shlex.join(str(file) for file in files)}"
        add = f"git add -- {shlex.join(str(file) for file in files)}"
        here = self.branch
        begin = () if here.startswith(_PREFIX) else (f"git switch --create {_PREFIX}records",)
        commands = (f"cd {shlex.quote(str(self.folder))}", *begin, add, commit)
        if "identity unknown" in said or "tell me who you are" in said or "empty ident" in said:
            names = ('git config --global user.name "Your Name"', 'git config --global user.email "you@example.org"')
            why = "Git does not know your name and e-mail address, which every commit carries."
            return Refusal(why, "Tell it both once, then commit, in a terminal:", (*names, *commands), said)
        if lock := re.search(r"'([^'\n]+\.lock)'", said):
            why = "Another git program is at work in this checkout, or one was cut off and left its lock behind."
            todo = f"Wait for it to end; where none runs any more, remove the file {lock.group(1)}. Then commit:"
            return Refusal(why, todo, commands, said)
        if self._has_hook():
            why = "A check that runs before every commit in this checkout (its pre-commit hook) refused it."
            return Refusal(why, "Do what it says below, then commit, in a terminal:", commands, said)
        return Refusal("Git refused; what it said stands below.", "When that is mended, commit:", commands, said)

    def left_over(self, files: Sequence[Path]) -> Refusal:
        """Of files that held changes which no commit has: those are the editor's own to commit."""
        plain = self.refusal("", files)
        why = "The file held changes that no commit has, yours or those of an earlier save that git refused."
        return Refusal(why, "So it was written, and all of it is for you to commit, in a terminal:", plain.commands)

    def _has_hook(self) -> bool:
        path = self._git("rev-parse", "--git-path", "hooks/pre-commit", may_fail=True)
        return bool(path) and os.access(self.folder / path, os.X_OK)

    def _free_branch(self, about: str) -> str:
        base = _PREFIX + (re.sub(r"[^a-z0-9]+", "-", about.lower()).strip("-")[:60] or "records")
        taken = set(self._git("for-each-ref", "--format=%(refname:short)", "refs/heads").split("\n"))
        numbered = (f"{base}-{number}" for number in range(2, 10_000))
        return next(name for name in (base, *numbered) if name not in taken)

    # ------------------------------------------------------------ pull requests

    @property
    def host_program(self) -> str:
        """``gh`` or ``glab``, whichever is there; empty where neither is."""
        return next((name for name in ("gh", "glab") if shutil.which(name)), "")

    def steps(self, branch: str) -> list[str]:
        """What to type to open a pull request for the branch."""
        create = {"gh": ["gh pr create --fill"], "glab": ["glab mr create --fill"]}.get(self.host_program, [])
        return [f"git push --set-upstream {self.remote or 'origin'} {branch}", *create]

    @property
    def remote(self) -> str:
        """The remote that changes go to; empty where there is none."""
        names = self._git("remote", may_fail=True).split()
        return "origin" if "origin" in names else next(iter(names), "")

    def open_pull_request(self, branch: str) -> str:
        """Push the branch and open a pull request; what the code host's program said. GitError where it refused."""
        program = self.host_program
        if not program or not self.remote:
            raise GitError("neither gh nor glab is here, or the checkout has no remote")
        self._git("push", "--quiet", "--set-upstream", self.remote, branch, seconds=_NETWORK)
        command = ["pr", "create", "--fill"] if program == "gh" else ["mr", "create", "--fill", "--yes"]
        return self._run([shutil.which(program) or program, *command], "", _NETWORK)

    def _git(self, *arguments: str, given: str = "", may_fail: bool = False, seconds: int = _LOCAL) -> str:
        git = shutil.which("git")
        if git is None:
            raise GitError("git is not installed")
        try:
            return self._run([git, *arguments], given, seconds)
        except GitError:
            if may_fail:
                return ""
            raise

    def _run(self, command: list[str], given: str, seconds: int) -> str:
        # Nobody sits at the terminal to answer a question: a program that asks fails instead of waiting.
        environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GH_PROMPT_DISABLED": "1", "LC_ALL": "C.UTF-8"}
        try:
            done = subprocess.run(
                command,
                cwd=self.folder,
                env=environment,
                input=given,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as exc:
            raise GitError(f"{Path(command[0]).name} took longer than {seconds} seconds") from exc
        if done.returncode:
            words = (done.stderr or done.stdout).strip()
            raise GitError(words.removeprefix("fatal: ") or f"{Path(command[0]).name} ended with {done.returncode}")
        return done.stdout.strip("\n")


def message(sentences: Sequence[str], title: str) -> str:
    """A commit message in words: the first change in one short line, then all of them."""
    first = sentences[0] if sentences else title
    more = f" and {len(sentences) - 1} more" if len(sentences) > 1 else ""
    room = _SUBJECT - len(more)
    subject = first if len(first) <= room else f"{first[: room - 2].rsplit(' ', 1)[0]} …"
    if subject == first and not more:
        return f"{first}\n"
    return "\n".join([f"{subject}{more}", "", *(f"- {sentence}" for sentence in sentences or [title])]) + "\n"
