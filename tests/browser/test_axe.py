"""Every kind of page is looked at by axe (WCAG 2.2 A and AA, best practices): on a phone and a desk, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tabs import DESK, PHONE, Opener
from test_pages import PAGES

from builds import Built

AXE = Axe()
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# What dark colours can change; the rest of a page is the same in both schemes.
COLOURS = ("color-contrast", "link-in-text-block")
# What is laid out only when it comes into sight has no true place before; axe judges places.
LAID_OUT = """document.querySelectorAll('.cd-later, #cd-table > section')
  .forEach(one => { one.style.contentVisibility = 'visible'; })"""
# What a reader sees after a choice: the page with its choice, what shows that it is there, and what to press then.
CHOSEN = (
    ("route/index.html?s=XA,XB&goods=drugs&at=2026-11-22T05:00", ".cd-stop", ".cd-change, .cd-stop .cd-unfold"),
    ("route/index.html?s=XA,XB", ".cd-stop", ""),
    ("compare/index.html?s=XA,XB", "#cd-table tbody", "#cd-table summary"),
    ("compare/index.html", "#cd-chosen button", ""),
    ("legal-basis/index.html?s=XA,XB&on=2026-11-21", "#cd-legal-found h3", ".cd-cite summary"),
    ("legal-basis/index.html?s=XA", "#cd-legal-found h3", ""),
    ("search/index.html?q=examplia", ".cd-results--page a", ""),
    ("editors/sample/officers.html", ".cd-sample", ".cd-sample summary"),
    ("countries/xa/index.html", ".cd-fix", "#substitution .cd-fix summary"),
    ("countries/xa/contacts.html", ".cd-fix", ".cd-fix summary"),
)
OTHERS = (
    "route/index.html",
    "changes/index.html",
    "downloads/index.html",
    "guide/index.html",
    "guide/request.html",
    "questions/index.html",
    "countries/index.html",
    "sources/index.html",
    "editors/new-state.html",
    "editors/reviewing.html",
    "editors/editions.html",
)
# The pages with a map, which the fictitious states are not on.
REAL = (
    ("route/index.html?s=TR,BG,RS&goods=drugs", ".cd-stop", ".cd-change, #cd-unfold"),
    ("countries/index.html", ".cd-map svg", ""),
)


def address(site: Path, place: str) -> str:
    path, mark, query = place.partition("?")
    return (site / path).as_uri() + mark + query


def complaints(page: Page, place: str, colours_alone: bool = False) -> Iterator[str]:
    """What axe says against the page as it stands: the rule, where, and what to do."""
    only = {"type": "rule", "values": list(COLOURS)} if colours_alone else {"type": "tag", "values": list(RULES)}
    # Without preloading: no rule of these needs the style sheets, and a page from a folder cannot fetch them.
    options = {"runOnly": only, "resultTypes": ["violations"], "preload": False}
    page.evaluate(LAID_OUT)
    for found in AXE.run(page, options=options).response["violations"]:
        for node in found["nodes"][:3]:
            summary = " ".join(node["failureSummary"].split())
            yield f"{place}: {found['id']} ({found['impact']}) at {node['target']}: {summary}"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_any_kind_of_page(
    fictitious: Built, real: Built, opened: Opener, size: tuple[int, int], dark: bool
) -> None:
    wrong: list[str] = []
    with opened(size, dark) as tab:
        for place in (*PAGES, *OTHERS):
            wrong += complaints(tab.open(fictitious.site / place), place, dark)
        for built, (place, shown, pressed) in [(fictitious, row) for row in CHOSEN] + [(real, row) for row in REAL]:
            tab.page.goto(address(built.site, place))
            tab.page.locator(shown).first.wait_for()
            for control in tab.page.locator(pressed).all() if pressed else ():
                if control.is_visible():
                    control.click()
            wrong += complaints(tab.page, place, dark)
    assert not wrong, "\n".join(wrong)


def test_axe_finds_nothing_in_the_suggestions_of_the_search_box(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(fictitious.site / "index.html")
        page.locator("#cd-query").press_sequentially("examp")
        page.locator("#cd-options a").first.wait_for()
        wrong = list(complaints(page, "the search box"))
    assert not wrong, "\n".join(wrong)


def test_axe_is_awake(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(fictitious.site / "about" / "index.html")
        page.evaluate("document.querySelector('.md-content h1').insertAdjacentHTML('afterend', '<button></button>')")
        assert any("button-name" in line for line in complaints(page, "about"))
