"""Make a comment of the text that the check of a pull request left behind: `python3 scripts/comment.py change.zip`.

Whoever sends a pull request decides what that file holds, so it is bounded, read as plain text, and shown as such: in
an indented block a code host finds no markup, no link, no account to tell and no issue to cite. Needs no package.
"""

from __future__ import annotations

import sys
import textwrap
import zipfile
import zlib
from pathlib import Path

NAME = "change.txt"
LARGEST_TEXT = 1_000_000  # bytes; ten thousand changes
LARGEST_COMMENT = 60_000  # characters; on GitHub a comment holds 65,536
WIDEST = 110
HEAD = "**What this changes for readers**, in the words of the program, as the check of this pull request found it:\n\n"
END = "\nThe rest stands on the page of the run.\n"


class RefusedError(Exception):
    """The file is not one that the check leaves behind."""


def read_text(path: Path) -> str:
    """The text in the archive, as far as it may go; RefusedError for anything else."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(NAME) as stream:
            return stream.read(LARGEST_TEXT).decode("utf-8", "replace")
    except (OSError, EOFError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error) as exc:
        raise RefusedError(f"{path.name}: no archive with {NAME} in it") from exc


def as_comment(text: str) -> str:
    """The text as an indented block of printable characters, as long as a comment may be."""
    said = HEAD
    for line in text.split("\n"):
        plain = "".join(char for char in line[:LARGEST_COMMENT] if char.isprintable())
        for part in textwrap.wrap(plain, WIDEST, subsequent_indent="  ", break_on_hyphens=False):
            if len(said) > LARGEST_COMMENT:
                return said + END
            said += f"    {part}\n"
    return said if said != HEAD else f"{HEAD}    Nothing.\n"


if __name__ == "__main__":
    try:
        sys.stdout.write(as_comment(read_text(Path(sys.argv[1]))))
    except RefusedError as exc:
        sys.exit(str(exc))
