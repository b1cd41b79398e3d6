"""One plain HTML document with the content of the printed manual, made of the built site, for WeasyPrint."""

from __future__ import annotations

import re
from pathlib import Path

# What the manual prints, in its order; a question's page repeats the states' answers, as the comparison tables do.
PAGES = ("questions/*.html", "countries/*/*.html", "instruments/*.html", "channels/*.html", "glossary/*.html")

_MAIN = re.compile(r"<article[^>]*>(.*)</article>", re.DOTALL)
_NOT_PRINTED = re.compile(r"<(script|style|svg|form|nav)\b.*?</\1>", re.DOTALL)

# The manual's paper, margins and size of type, set about as close, so that the two books are of like length.
_STYLE = """
@page { size: A4; margin: 27mm 22mm 24mm 27mm;
  @top-left { content: string(part); font-size: 8.5pt }
  @bottom-right { content: "page " counter(page) " of " counter(pages); font-size: 8.5pt } }
body { font: 10.3pt/1.25 "Liberation Serif", serif }
h1, h2, h3, h4 { margin: 3mm 0 1mm; break-after: avoid } h1 { font-size: 20pt; string-set: part content() }
h2 { font-size: 14pt } h3, h4 { font-size: 10.3pt } p, ul, ol, dl, dd { margin: 0 0 1mm }
dt { clear: left; float: left; font-weight: bold; width: 28mm } dd { margin-left: 30mm; min-height: 1.25em }
table { border-collapse: collapse; font-size: 9.2pt; width: 100% } tr { break-inside: avoid }
td, th { border-bottom: .4pt solid #b9c3d0; padding: 3pt; text-align: left; vertical-align: top }
.headerlink { display: none } a { color: inherit }
"""


def write_plain(site: Path, target: Path) -> int:
    """Write the document; how many of the site's pages went into it. ValueError when they are not as expected."""
    parts = []
    for page in (path for pattern in PAGES for path in sorted(site.glob(pattern))):
        main = _MAIN.search(page.read_text(encoding="utf-8"))
        if main is None:
            raise ValueError(f"{page}: no <article> in it")
        parts.append(_NOT_PRINTED.sub("", main.group(1)))
    if not parts:
        raise ValueError(f"{site}: there is no site here; its build failed")
    head = f'<meta charset="utf-8"><title>Controlled-Delivery Manual</title><style>{_STYLE}</style>'
    body = "\n".join(parts)
    target.write_text(f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>', encoding="utf-8")
    return len(parts)
