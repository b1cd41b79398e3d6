"""Make a project of many states out of the two fictitious ones, to see how the compiler grows.

The copies pass `cdmanual check`: codes, partners, party tables and lists of members follow, and names get a number.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from string import ascii_uppercase

from cdmanual.records.rules.identity import is_fictitious

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ("XA", "XB")
FACTOR = 10

_NAMES = re.compile(r"^name:\n(?:  .+\n)+", re.MULTILINE)
_CONTACTS = re.compile(r"^    contacts:\n(?:      .*\n)+", re.MULTILINE)
_ROW = re.compile(r"^( *)- state: (X[AB])\n((?:\1  .*\n)*)", re.MULTILINE)


def multiply(source: Path, target: Path, count: int) -> None:
    """Write ``count`` states and the international records below the target, every other state after XA, XB."""
    codes = list(islice(_codes(), count + count % 2))
    if len(codes) < count:
        raise SystemExit(f"{count} states were asked for; the standard has codes for {len(codes)}")
    for index, code in enumerate(codes[:count]):
        renamed = {TEMPLATES[index % 2]: code, TEMPLATES[1 - index % 2]: codes[index ^ 1]}
        folder = source / "countries" / TEMPLATES[index % 2].lower()
        for path in sorted(folder.glob("*.yml")):
            text = _copy(path.read_text(encoding="utf-8"), renamed, index // 2 + 1)
            if path.stem == "officers" and not is_fictitious(code):  # a real state shows no contact of a post
                text = _CONTACTS.sub("", text)
            _write(target / "countries" / code.lower() / path.name, text)
    for path in sorted((source / "content" / "regional").rglob("*.yml")):
        text = _ROW.sub(lambda row: _rows(row, codes[:count]), path.read_text(encoding="utf-8"))
        _write(target / path.relative_to(source), text)
    for path in (source / "content" / "regional").rglob("*.md"):
        _write(target / path.relative_to(source), path.read_text(encoding="utf-8"))


def _codes() -> Iterator[str]:
    """The codes that ISO 3166-1 leaves to its users, XA and XB first; then those of real states."""
    from babel import Locale

    ours = [a + b for a in "XQAZ" for b in ascii_uppercase if is_fictitious(a + b)]
    yield from ours
    real = sorted(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha())
    yield from (code for code in real if code not in ours)


def _copy(text: str, renamed: dict[str, str], number: int) -> str:
    text = re.sub(rf"\b({'|'.join(renamed)})\b", lambda found: renamed[found.group()], text)
    return _NAMES.sub(lambda names: re.sub(r"(?<=.)\n  .+", rf"\g<0> {number}", names.group()), text)


def _rows(row: re.Match[str], codes: list[str]) -> str:
    """The row of a party table once for each state that is a copy of the row's own."""
    indent, template, rest = row.groups()
    copies = codes[TEMPLATES.index(template) :: 2]
    return "".join(f"{indent}- state: {code}\n{rest}" for code in copies)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Read the command line and write the records."""
    parser = argparse.ArgumentParser(description="Make records of many states out of the fictitious ones.")
    parser.add_argument("target", type=Path, help="the folder to write countries/ and content/regional/ into")
    parser.add_argument("--states", type=int, help=f"how many (default: {FACTOR} times the real ones)")
    options = parser.parse_args()
    if (options.target / "countries").exists():
        parser.error(f"{options.target} holds records already; name another folder")
    real = sum(folder.is_dir() for folder in (ROOT / "countries").iterdir())
    count = options.states or FACTOR * real
    multiply(ROOT / "tests" / "data" / "fictitious", options.target, count)
    print(f"{count} states in {options.target}")


if __name__ == "__main__":
    main()
