"""What is set in type once and kept: a job whose template and data did not change is not set again.

A job lies under the digest of all that it is made from, so that nothing stale is ever found.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cdmanual.publish.children import Child, finish, start

# More processes than this gain nothing: the longest section takes as long as all the others together.
_MOST_WORKERS = 4
_MADE_BY = ("typst", "pymupdf-fonts", "pikepdf")


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading: its level, its number and title, the place that it names, and where it stands."""

    level: int
    number: str
    title: str
    place: str
    page: int
    top: float


@dataclass(frozen=True, slots=True)
class Typeset:
    """A job set in type: its file, the number of pages, where each place stands (page, points from the top).

    ``looks`` has a digest of how each page looks, and ``alone`` is a file of its own, where the job asks for them.
    """

    pdf: Path
    pages: int
    places: dict[str, tuple[int, float]]
    entries: tuple[Entry, ...]
    looks: tuple[str, ...] = ()

    @property
    def alone(self) -> Path:
        """The section as a file by itself: its links lead within it."""
        return self.pdf.with_suffix(".alone.pdf")


@dataclass(frozen=True)
class Job:
    """Something to be set in type: a name for messages, the template's file name, and its data.

    ``alone`` wants it as a file of its own too, ``looks`` a digest of how each page looks.
    """

    name: str
    template: str
    data: dict[str, Any]
    alone: bool = False
    looks: bool = False

    @cached_property
    def text(self) -> str:
        """The data as the template reads them."""
        return json.dumps(self.data, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Work:
    """Jobs at work, and where each will lie."""

    children: tuple[Child, ...]
    targets: tuple[Path, ...]


class Shelf:
    """The folder in which set jobs are kept, for one folder of templates."""

    def __init__(self, folder: Path, templates: Path) -> None:
        self.folder = folder
        self.templates = templates
        made_from = [f"{name} {version(name)}" for name in _MADE_BY]
        made_from += [f"{path.name} {path.read_text(encoding='utf-8')}" for path in sorted(templates.glob("*.typ"))]
        made_from += [Path(__file__).with_name("typeset.py").read_text(encoding="utf-8")]
        self._made_from = "\n".join(made_from).encode()
        self._used: set[Path] = set()

    def begin(self, jobs: Iterable[Job]) -> Work:
        """Begin to set in type those jobs that are not kept, side by side in processes of their own."""
        self.folder.mkdir(parents=True, exist_ok=True)
        targets = {self._target(job): job for job in jobs}
        self._used |= set(targets)
        missing = [target for target in targets if not target.with_suffix(".pdf").exists()]
        shares = _shares({target: len(targets[target].text) for target in missing})
        children = []
        for share in shares:
            given = json.dumps([self.order(targets[target]) for target in share])
            children.append(start("printing", "cdmanual.publish.printing.typeset", given=given))
        return Work(tuple(children), tuple(targets))

    def finish(self, work: Work) -> list[Typeset]:
        """Wait; the jobs set in type, in their order. SetupError with Typst's words where one cannot be."""
        for child in work.children:
            finish(child)
        return [read_typeset(target) for target in work.targets]

    def order(self, job: Job) -> dict[str, Any]:
        """A job as `typeset` takes it."""
        return {
            "name": job.name,
            "template": str(self.templates / job.template),
            "target": str(self._target(job)),
            "data": job.text,
            "alone": job.alone,
            "looks": job.looks,
        }

    def kept(self, job: Job) -> Typeset:
        """A job that is set in type already."""
        return read_typeset(self._target(job))

    def set(self, jobs: Iterable[Job]) -> list[Typeset]:
        """Set jobs in type and wait for them."""
        return self.finish(self.begin(jobs))

    def clear(self) -> None:
        """Throw away what was not asked for: what an older edition held must not lie about."""
        for path in self.folder.iterdir():
            if self.folder / path.name.partition(".")[0] not in self._used:
                path.unlink()

    def _target(self, job: Job) -> Path:
        digest = hashlib.sha256(
            self._made_from + f"{job.template} {job.name} {job.alone} {job.looks}\n{job.text}".encode()
        )
        return self.folder / digest.hexdigest()[:40]


def _shares(sizes: dict[Path, int]) -> list[list[Path]]:
    """The jobs dealt out to as many workers as the machine has processors, each about as much, the longest first."""
    count = min(len(os.sched_getaffinity(0)), _MOST_WORKERS, len(sizes))
    shares: list[list[Path]] = [[] for _ in range(count)]
    loads = [0] * count
    for target in sorted(sizes, key=lambda target: (-sizes[target], target)):
        least = loads.index(min(loads))
        shares[least].append(target)
        loads[least] += sizes[target]
    return shares


def read_typeset(target: Path) -> Typeset:
    """What lies at a place of the shelf, named without its ending."""
    info = json.loads(target.with_suffix(".json").read_text(encoding="utf-8"))
    places = {name: (page, top) for name, page, top in info["places"]}
    entries = tuple(Entry(*entry) for entry in info["entries"])
    return Typeset(target.with_suffix(".pdf"), info["pages"], places, entries, tuple(info["looks"]))
