"""Print copies into a folder of their own: numbered ones, and what amends a binder."""

from __future__ import annotations

import shutil
from contextlib import closing

from cdmanual.editions import Edition
from cdmanual.publish import release
from cdmanual.publish.history import Binder
from cdmanual.publish.inputs import Order
from cdmanual.publish.labels import Labels
from cdmanual.publish.printing.amendment import compare_looks, fresh_pages, print_amendment
from cdmanual.publish.printing.book import Press, finish_print, start_print
from cdmanual.publish.printing.older import older_edition

# What is set in type and may be used again; never published.
CACHE = ".cache"


def press_of(order: Order) -> Press:
    """Where printing takes its templates and chapters from, and where it keeps what is set in type."""
    chapters = order.records / "content" / "regional" / "guide"
    return Press(order.root / "content" / "print", chapters, order.target / CACHE / "print")


def print_copies(order: Order, edition: Edition, labels: Labels, binder: Binder | None, copy: str | None) -> None:
    """Print the book, chapters, cards and forms into the order's folder; with a ``binder`` its amendment too.

    What stands there from an earlier printing is replaced when the new one is whole. SetupError when a section fails or
    the folder holds other things; UnknownError for a time in history that is not there.
    """
    release.refuse_strangers(order.target, frozenset({CACHE}))
    older = older_edition(order.records, binder, edition, labels) if binder else None
    work = order.target / ".next"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        with closing(start_print(edition, labels, press_of(order), copy, older.barred if older else tuple)) as printing:
            looks = compare_looks(printing, older) if older else {}
            bound = finish_print(printing, work, fresh_pages(looks))
            if older:
                print_amendment(printing, bound, older, looks, work / "amendment.pdf")
            printing.shelf.clear()
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    release.write_manifest(work, release.head_of(edition))
    release.swap(work, order.target, frozenset({CACHE}))
