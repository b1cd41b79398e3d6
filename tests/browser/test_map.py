"""The map in a real browser: reached by finger and keyboard, seen in both schemes, never wider than the phone."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from tabs import DESK, PHONE, Opener

from builds import Built

PAGES = ("countries/index.html", "questions/foreign-weapons.html", "questions/permitted.html")
# The labels as a finger meets them: what lies at the middle, and the box of the pill.
LABELS = """() => [...document.querySelectorAll('.cd-map__label')].map(a => {
  a.scrollIntoView({block: 'center'});
  const box = a.querySelector('rect').getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {name: a.getAttribute('aria-label'), x: box.x + scrollX, y: box.y + scrollY, width: box.width,
    height: box.height, hit: hit.closest('a') === a, right: box.right};
})"""
FOCUSED = """() => { const a = document.activeElement, s = getComputedStyle(a.querySelector('rect'));
  return {name: a.getAttribute('aria-label'), shown: s.stroke + s.strokeWidth}; }"""


@pytest.mark.parametrize("size", [(360, 740), PHONE, (704, 900), DESK], ids=["small-phone", "phone", "tablet", "desk"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_map_fits_and_every_state_can_be_touched(
    real: Built, opened: Opener, size: tuple[int, int], dark: bool
) -> None:
    with opened(size, dark) as tab:
        for path in PAGES:
            page = tab.open(real.site / path)
            across = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
            assert across <= size[0], path
            assert page.evaluate("window.shifted") < 0.05
            labels: list[dict[str, Any]] = page.evaluate(LABELS)
            assert len(labels) == 19
            for label in labels:
                assert min(label["width"], label["height"]) >= 24, label
                assert label["hit"], label
                assert label["x"] >= 0, label
                assert label["right"] <= size[0], label
            for one, other in combinations(labels, 2):
                apart_x = abs(one["x"] - other["x"]) >= one["width"] - 0.5
                apart_y = abs(one["y"] - other["y"]) >= one["height"] - 0.5
                assert apart_x or apart_y, (one["name"], other["name"])


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_keyboard_goes_from_state_to_state_and_shows_where_it_is(
    real: Built, opened: Opener, size: tuple[int, int]
) -> None:
    with opened(size, scripts=True) as tab:
        page = tab.open(real.site / "countries" / "index.html")
        names = page.locator(".cd-map__label").evaluate_all("all => all.map(a => a.getAttribute('aria-label'))")
        page.locator(".cd-map__label").first.focus()
        page.keyboard.press("Shift+Tab")
        resting = page.evaluate("() => { const s = getComputedStyle(document.querySelector('.cd-map__label rect')); "
                                "return s.stroke + s.strokeWidth; }")  # fmt: skip
        walked = []
        for _ in names:
            page.keyboard.press("Tab")
            step = page.evaluate(FOCUSED)
            walked.append(step["name"])
            assert step["shown"] != resting, step
        assert walked == names == sorted(names)
        page.keyboard.press("Enter")
        page.wait_for_url("**/countries/ua/index.html")


def test_states_are_found_by_their_names_and_outlines_lead_there_too(real: Built, opened: Opener) -> None:
    with opened(scripts=False) as tab:
        page = tab.open(real.site / "countries" / "index.html")
        figure = page.get_by_role("figure")
        assert figure.get_by_role("link").count() == 19, "outlines are not heard a second time"
        figure.get_by_role("link", name="Serbia: ").click()
        assert page.url.endswith("/countries/rs/index.html")
        page = tab.open(real.site / "countries" / "index.html")
        box = page.locator("#map-de").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.8)
        page.wait_for_url("**/countries/de/index.html")


def test_shades_can_be_told_from_the_sea_and_from_each_other(real: Built, opened: Opener) -> None:
    for dark in (False, True):
        with opened(DESK, dark) as tab:
            page = tab.open(real.site / "questions" / "foreign-weapons.html")
            drawn = page.locator(".cd-map__state, .cd-map__land")
            fills = drawn.evaluate_all("all => all.map(e => getComputedStyle(e).fill)")
            assert len(set(fills)) == len(page.locator(".cd-legend li").all()), "with the land, less the hatched one"


def test_the_home_page_shows_the_map_where_there_is_room(real: Built, opened: Opener) -> None:
    for size, seen in ((PHONE, False), (DESK, True)):
        with opened(size) as tab:
            page = tab.open(real.site / "index.html")
            assert page.locator(".cd-map").is_visible() == seen
            assert page.locator(".cd-states a").count() == 19
