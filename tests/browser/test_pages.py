"""The pages in a real browser, from a folder: nothing breaks, nothing is fetched, everything fits and can be read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from tabs import DESK, PHONE, Opener, Tab

from builds import Built

PAGES = (
    "index.html",
    "countries/xa/index.html",
    "countries/xb/index.html",
    "countries/xa/legislation.html",
    "countries/xa/contacts.html",
    "countries/xa/sources.html",
    "countries/xa/ask.html",
    "questions/authorised-by.html",
    "instruments/index.html",
    "instruments/x-treaty.html",
    "legal-basis/index.html",
    "channels/index.html",
    "glossary/index.html",
    "coverage/index.html",
    "search/index.html",
    "editors/index.html",
    "editors/first-correction.html",
    "editors/sample/procedure.html",
    "editors/rules.html",
    "editors/fields.html",
    "editors/problems/index.html",
    "editors/problems/missing-question.html",
    "about/index.html",
)
# How far a page may shift while it loads (W3C Layout Instability): a table grows as its rows arrive, no more.
MOST_SHIFT = 0.05

# For every visible piece of text: its colour over what lies behind it, as the contrast ratio of WCAG 2.2 (1.4.3).
CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const known = new Map();
  const rgba = colour => {
    if (!known.has(colour)) {
      canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = c => [0, 1, 2].map(i => c[i] / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = e => {
    const layers = [];
    for (; e; e = e.parentElement) {
      const c = rgba(getComputedStyle(e).backgroundColor); layers.push(c); if (c[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const e = node.parentElement;
    if (!node.data.trim() || e.closest('script, style, noscript, .cd-hidden, .md-overlay')) continue;
    if (!e.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const box = e.getBoundingClientRect();
    if (!box.width || !box.height || box.right <= 0 || box.left >= innerWidth && !e.closest('.cd-scroll')) continue;
    const style = getComputedStyle(e), under = behind(e);
    let colour = rgba(style.color), opacity = 1;
    for (let up = e; up; up = up.parentElement) opacity *= +getComputedStyle(up).opacity;
    const [a, b] = [light(over([...colour.slice(0, 3), colour[3] * opacity], under)), light(under)];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const size = parseFloat(style.fontSize), large = size >= 24 || size >= 18.66 && +style.fontWeight >= 700;
    const what = `<${e.tagName} class="${e.className}"> ${node.data.trim().slice(0, 40)}`;
    if (ratio < (large ? 3 : 4.5)) poor.push(`${ratio.toFixed(2)} ${what}`);
  }
  return [...new Set(poor)].slice(0, 20);
}"""


# The innermost elements that stick out of the window, for the message.
WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.cd-scroll, .md-overlay, .md-sidebar')
    && ![...e.children].some(c => c.getBoundingClientRect().right > innerWidth + 1))
  .slice(0, 3).map(e => `<${e.tagName} class="${e.className}"> ${e.textContent.trim().slice(0, 40)}`)"""


def look(tab: Tab, site: Path, path: str, size: tuple[int, int], dark: bool) -> list[str]:
    """Open a page; what is wrong with its look."""
    page = tab.open(site / path)
    wrong = [f"contrast {found}" for found in page.evaluate(CONTRAST)]
    scheme = page.evaluate("document.body.dataset.mdColorScheme")
    if scheme != ("slate" if dark else "default"):
        wrong.append(f"scheme {scheme}")
    inner, across = page.evaluate(
        "[innerWidth, Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)]"
    )
    if inner != size[0] or across > inner:
        wrong.append(f"{across} px wide in {inner} px: {page.evaluate(WIDE)}")
    shifted = page.evaluate("window.shifted")
    if shifted > MOST_SHIFT:
        wrong.append(f"shifted by {shifted:.3f} while it loaded")
    for said in page.locator("time[data-zone]").all_text_contents():
        if not re.search(r"\b([01]\d|2[0-3]):[0-5]\d$", said):
            wrong.append(f"clock says {said!r}")
    return [f"{path}: {found}" for found in wrong]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_kind_of_page_opens_whole_and_readable(
    fictitious: Built, opened: Opener, size: tuple[int, int], dark: bool
) -> None:
    with opened(size, dark) as tab:
        wrong = [found for path in PAGES for found in look(tab, fictitious.site, path, size, dark)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESK, False)], ids=["dark-phone", "light-desk"])
def test_the_pages_of_the_real_states_open_whole_and_readable(
    real: Built, opened: Opener, size: tuple[int, int], dark: bool
) -> None:
    states = sorted(folder.name for folder in (real.site / "countries").iterdir() if folder.is_dir())
    paths = [f"countries/{code}/{page}.html" for code in states[:2] for page in ("index", "legislation", "contacts")]
    paths += [f"countries/{code}/index.html" for code in states[2:]]
    with opened(size, dark) as tab:
        for path in ["index.html", "questions/duration-maximum.html", "instruments/index.html", "coverage/index.html"]:
            assert look(tab, real.site, path, size, dark) == []
        wrong = [found for path in paths for found in look(tab, real.site, path, size, dark)]
    assert not wrong, "\n".join(wrong)


def test_a_state_page_shows_its_clock_with_the_time_of_its_zone(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(fictitious.site / "countries" / "xb" / "index.html")
        chip = page.locator("time[data-zone]")
        shown = chip.inner_text()
        now = page.evaluate(
            "new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tbilisi'})"
            ".formatToParts(new Date()).map(part => part.value).join('')"
        )
        assert chip.get_attribute("data-zone") == "Asia/Tbilisi"
        assert _minutes(now) - _minutes(shown[-5:]) in (0, 1, -1439)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_can_be_read_without_scripts(fictitious: Built, opened: Opener, size: Any) -> None:
    with opened(size, scripts=False) as tab:
        page = tab.open(fictitious.site / "countries" / "xa" / "index.html")
        for place in ("h1", ".cd-card", "#authorised-by .cd-a >> nth=0", "#practical-notes", "#treaties"):
            assert page.locator(place).is_visible(), place
        assert "Read the answer" in page.locator(".cd-card").inner_text()
        page.locator(".cd-card a[href='#authorised-by']").first.click()
        assert page.url.endswith("#authorised-by")
        page = tab.open(fictitious.site / "questions" / "authorised-by.html")
        assert page.locator("tbody tr").count() == 2
        assert page.locator("tbody").is_visible()
        page = tab.open(fictitious.site / "instruments" / "index.html")
        assert page.locator(".cd-matrix").is_visible()
        page = tab.open(fictitious.site / "search" / "index.html")
        assert page.locator("noscript p").is_visible()
        assert page.locator(".cd-states a").count() == 2


def test_the_colours_can_be_switched_and_stay_so_on_the_next_page(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(fictitious.site / "index.html")
        page.get_by_title("Switch to dark colours").click()
        assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
        page = tab.open(fictitious.site / "coverage" / "index.html")
        assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_colours_can_be_switched_by_keyboard(fictitious: Built, opened: Opener, dark: bool) -> None:
    with opened(DESK, dark) as tab:
        page = tab.open(fictitious.site / "index.html")
        for _ in range(3):
            page.keyboard.press("Tab")
        for expected in ("default", "slate") if dark else ("slate", "default"):
            page.keyboard.press("Enter")
            assert page.evaluate("document.body.dataset.mdColorScheme") == expected


def test_a_phone_reaches_every_part_of_the_site_from_the_menu(fictitious: Built, opened: Opener) -> None:
    with opened(PHONE) as tab:
        page = tab.open(fictitious.site / "countries" / "xa" / "index.html")
        page.locator("label.md-header__button[for=__drawer]").click()
        page.locator(".md-nav--primary").get_by_role("link", name="Coverage").click()
        page.wait_for_url("**/coverage/index.html")


# Where the keyboard is, and whether that can be seen: an outline, a frame or a shadow that is not there without focus.
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const seen = e => { const s = getComputedStyle(e); return [
    s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 ? s.outline : '', s.boxShadow, s.borderColor,
    s.backgroundColor, s.opacity].join('|'); };
  const around = [e, e.parentElement, e.parentElement.parentElement, e.nextElementSibling || e];
  const with_focus = around.map(seen).join(); e.blur(); const without = around.map(seen).join();
  e.focus({focusVisible: true, preventScroll: true});
  const box = (e.matches('.md-option') ? e.nextElementSibling : e).getBoundingClientRect();
  return {what: `<${e.tagName} class="${e.className}"> ${(e.textContent || '').trim().slice(0, 30)}`,
    visible: with_focus !== without, inside: box.width > 0 && box.right > 0 && box.left < innerWidth
      && box.bottom > 0 && box.top < innerHeight, href: e.getAttribute('href')};
}"""


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_keyboard_goes_through_a_page_and_shows_where_it_is(
    fictitious: Built, opened: Opener, size: Any, dark: bool
) -> None:
    with opened(size, dark) as tab:
        page = tab.open(fictitious.site / "countries" / "xa" / "index.html")
        steps: list[dict[str, Any]] = []
        for _ in range(60):
            page.keyboard.press("Tab")
            where = page.evaluate(FOCUSED)
            if where is None:
                break
            steps.append(where)
        assert "md-skip" in steps[0]["what"]
        assert any(step["href"] == "#authorised-by" for step in steps), "the quick card is not reached"
        assert [step["what"] for step in steps if not step["visible"]] == []
        assert [step["what"] for step in steps if not step["inside"]] == []


# How far the colour of focus and of hovered links stands out from what lies behind, in the content and in the header.
ACCENT = """() => ['.md-content', '.md-header'].map(place => {
  const probe = document.querySelector(place).appendChild(document.createElement('span'));
  probe.style.color = 'var(--md-accent-fg-color)';
  const values = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = c => c.slice(0, 3).map(i => i / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  let under = probe;
  while (under && /, 0\\)$|transparent/.test(getComputedStyle(under).backgroundColor)) under = under.parentElement;
  const [a, b] = [probe, under].map((e, i) => light(values(getComputedStyle(e)[i ? 'backgroundColor' : 'color'])));
  probe.remove();
  return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
})"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_colour_of_focus_stands_out(fictitious: Built, opened: Opener, dark: bool) -> None:
    with opened(DESK, dark) as tab:
        content, header = tab.open(fictitious.site / "countries" / "xa" / "index.html").evaluate(ACCENT)
        assert content >= 4.5
        assert header >= 3


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_place_that_is_linked_to_is_not_hidden_under_the_header(
    fictitious: Built, opened: Opener, size: tuple[int, int]
) -> None:
    with opened(size) as tab:
        for place in (
            "countries/xa/index.html#duration-maximum",
            "countries/xa/legislation.html#cd-act.5.2",
            "countries/xa/sources.html#s6",
            "countries/xa/contacts.html#ncb",
            "instruments/x-treaty.html#x-treaty.18.2",
            "glossary/index.html#substitution",
            "coverage/index.html#freshness",
        ):
            path, _, fragment = place.partition("#")
            page = tab.open(fictitious.site / path, f"#{fragment}")
            assert is_in_sight(page, fragment), place


def is_in_sight(page: Page, fragment: str) -> bool:
    """Whether the element stands in the window, below the header."""
    page.wait_for_timeout(60)
    return bool(
        page.evaluate(
            """id => {
              const box = document.getElementById(id).getBoundingClientRect();
              const header = document.querySelector('.md-header').getBoundingClientRect();
              return box.top >= Math.max(0, header.bottom) - 1 && box.top < innerHeight;
            }""",
            fragment,
        )
    )


def test_the_printed_page_has_no_search_box_and_no_tabs(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(fictitious.site / "countries" / "xa" / "index.html")
        page.emulate_media(media="print")
        assert not page.locator(".cd-find").is_visible()
        assert not page.locator(".cd-tabs").is_visible()
        assert page.locator(".cd-card").is_visible()
        assert page.locator("#practical-notes").is_visible()
