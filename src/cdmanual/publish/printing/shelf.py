"""What is set in type once and kept: a job whose template and data did not change is not set again.

A job lies under the digest of all that it is made from, so that nothing stale is ever found. What is missing is set by
processes of their own, side by side: Typst keeps much memory and runs on one processor.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import Any

import pymupdf_fonts

from cdmanual.problems import SetupError

# More processes than this gain nothing: the longest section takes as long as all the others together.
_MOST_WORKERS = 4
# A job with more text goes to the worker aside: what Typst once needed much memory for slows all that it sets after.
_LONG = 500_000
# FiraGO, the sans of the book, as pymupdf-fonts packs it: regular, bold, italic. The serif lies in Typst's own wheel.
_FACES = ("figo", "figbo", "figit")
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

    begun: tuple[Future[None], ...]
    targets: tuple[Path, ...]


class Shelf:
    """The folder in which set jobs are kept, for one folder of templates, and the processes that fill it."""

    def __init__(self, folder: Path, templates: Path) -> None:
        self.folder = folder
        self.templates = templates
        made_from = [f"{name} {version(name)}" for name in _MADE_BY]
        made_from += [f"{path.name} {path.read_text(encoding='utf-8')}" for path in sorted(templates.glob("*.typ"))]
        made_from += [Path(__file__).with_name("typeset.py").read_text(encoding="utf-8")]
        self._made_from = "\n".join(made_from).encode()
        self._used: set[Path] = set()
        self._faces = tempfile.TemporaryDirectory(prefix="cdmanual-faces-")
        self._workers = _workers(min(len(os.sched_getaffinity(0)), _MOST_WORKERS))
        self._worker_aside = _workers(1)

    def begin(self, jobs: Iterable[Job]) -> Work:
        """Begin to set in type those jobs that are not kept, the longest first, behind those that were begun before."""
        return self._begin(jobs, aside=False)

    def _begin(self, jobs: Iterable[Job], aside: bool) -> Work:
        self.folder.mkdir(parents=True, exist_ok=True)
        targets = {self._target(job): job for job in jobs}
        self._used |= set(targets)
        missing = [target for target in targets if not target.with_suffix(".pdf").exists()]
        missing.sort(key=lambda target: -len(targets[target].text))
        begun = tuple(self._submit(targets[target], aside) for target in missing)
        return Work(begun, tuple(targets))

    def finish(self, work: Work) -> list[Typeset]:
        """Wait; the jobs set in type, in their order. SetupError with Typst's words where one cannot be."""
        try:
            for future in work.begun:
                future.result()
        except BrokenProcessPool as exc:
            raise SetupError("printing failed: a process that sets type was ended, perhaps for want of memory") from exc
        return [read_typeset(target) for target in work.targets]

    def close(self) -> None:
        """End whatever is still at work, at once."""
        for workers in (self._workers, self._worker_aside):
            workers.shutdown(wait=False, cancel_futures=True)
        for worker in multiprocessing.active_children():  # nothing else in this program has such
            worker.kill()
            worker.join()
        self._faces.cleanup()

    def _submit(self, job: Job, aside: bool) -> Future[None]:
        workers = self._worker_aside if aside or len(job.text) > _LONG else self._workers
        return workers.submit(_put, self.order(job))

    @cached_property
    def _laid_out(self) -> str:
        """The folder with the faces of the book, where Typst finds them."""
        for face in _FACES:
            (Path(self._faces.name) / f"{face}.ttf").write_bytes(pymupdf_fonts.myfont(face))
        return self._faces.name

    def order(self, job: Job) -> dict[str, Any]:
        """A job as `typeset` takes it."""
        return {
            "name": job.name,
            "template": str(self.templates / job.template),
            "target": str(self._target(job)),
            "faces": self._laid_out,
            "data": job.text,
            "alone": job.alone,
            "looks": job.looks,
        }

    def kept(self, job: Job) -> Typeset:
        """A job that is set in type already."""
        return read_typeset(self._target(job))

    def set(self, jobs: Iterable[Job]) -> list[Typeset]:
        """Set a few jobs in type and wait for them; they wait for none that was begun before."""
        return self.finish(self._begin(jobs, aside=True))

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


def _workers(most: int) -> ProcessPoolExecutor:
    """Processes that begin anew when first needed: a copy of this one would hold its memory too."""
    return ProcessPoolExecutor(most, multiprocessing.get_context("spawn"), initializer=_begin_worker)


def _begin_worker() -> None:
    """Leave interrupts to the process that gives out the work, and end with it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _put(order: dict[str, Any]) -> None:
    from cdmanual.publish.printing.typeset import put  # only a worker ever loads Typst

    put(order)


def read_typeset(target: Path) -> Typeset:
    """What lies at a place of the shelf, named without its ending."""
    info = json.loads(target.with_suffix(".json").read_text(encoding="utf-8"))
    places = {name: (page, top) for name, page, top in info["places"]}
    entries = tuple(Entry(*entry) for entry in info["entries"])
    return Typeset(target.with_suffix(".pdf"), info["pages"], places, entries, tuple(info["looks"]))
