"""The page of a route in a real browser: states chosen on the map, the plan first on a phone, and on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Locator, Page, expect
from tabs import DESK, PHONE, Opener

from builds import Built
from cdmanual.manual.desk import desk_facts
from models import DAY, ROOT, manual

ROUTE = "?s=TR,BG,RS,HU,AT&goods=drugs&at=2026-11-22T05:00"
FACTS = desk_facts(manual(home=ROOT), DAY)
MOST_SHIFT = 0.05
BOXES = (
    """all => all.map(one => one.getBoundingClientRect()).map(box => [box.left, box.right, box.width, box.height])"""
)
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


def place(real: Built) -> Path:
    return real.site / "route" / "index.html"


def chosen(page: Page) -> list[str]:
    """What the list says, in its order."""
    return page.locator("#cd-stops select").evaluate_all("all => all.map(one => one.value)")


def label(page: Page, state: str) -> Locator:
    return page.locator(f".cd-map__label[data-state={state}]")


def numbers(page: Page, state: str) -> str | None:
    """The places on the way that the map shows beside a state's code."""
    return label(page, state).locator("tspan").text_content()


def show_map(page: Page, size: tuple[int, int]) -> None:
    if size == PHONE:
        page.get_by_role("button", name="Choose on the map").press("Enter")
    expect(page.locator(".cd-pick svg")).to_be_visible()


# ---------------------------------------------------------------- the map


@SIZES
def test_states_are_chosen_on_the_map_by_keyboard_and_the_list_stays_in_step(
    real: Built, opened: Opener, size: tuple[int, int]
) -> None:
    with opened(size) as tab:
        page = tab.open(place(real))
        show_map(page, size)
        for number, (state, key) in enumerate([("TR", "Enter"), ("BG", " "), ("RS", "Enter")], 1):
            label(page, state).focus()
            page.keyboard.press(key)
            expect(label(page, state)).to_have_attribute("aria-pressed", "true")
            expect(label(page, state)).to_be_focused()
            assert label(page, state).get_attribute("aria-label").endswith(f", number {number} on the way")
            assert numbers(page, state) == str(number)
        page.wait_for_url("**?s=TR,BG,RS")
        assert chosen(page) == ["TR", "BG", "RS"]
        expect(page.locator(".cd-strip > li")).to_have_count(3)
        page.keyboard.press(" ")
        page.wait_for_url("**?s=TR,BG")
        expect(label(page, "RS")).to_have_attribute("aria-pressed", "false")
        assert label(page, "RS").get_attribute("aria-label") == "Serbia"


def test_a_state_pressed_again_is_taken_out_wherever_it_stands_and_the_numbers_follow(
    real: Built, opened: Opener
) -> None:
    with opened() as tab:
        page = tab.open(place(real), "?s=TR,BG,RS")
        label(page, "BG").click()
        assert chosen(page) == ["TR", "RS"]
        assert numbers(page, "RS") == "2"
        page.get_by_role("button", name="Earlier: Serbia").click()
        assert numbers(page, "RS") == "1"
        page.get_by_label("State 2 of 2").select_option("RO")
        expect(label(page, "TR")).to_have_attribute("aria-pressed", "false")
        expect(label(page, "RO")).to_have_attribute("aria-pressed", "true")


def test_a_state_that_stands_twice_shows_both_places_and_loses_the_last(real: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(place(real), "?s=RS,HU,RS")
        assert label(page, "RS").get_attribute("aria-label") == "Serbia, number 1 and 3 on the way"
        assert numbers(page, "RS") == "1 3"
        label(page, "RS").click()
        assert chosen(page) == ["RS", "HU"]


def test_a_way_that_is_full_takes_no_more_and_says_so(real: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(place(real), "?s=AL,AT,BA,BG,HR,CY,GE,DE,GR,HU,IT,MD")
        label(page, "TR").click()
        assert len(chosen(page)) == 12
        expect(page.locator("#cd-way-said")).to_contain_text("No more than 12 states")


def test_an_outline_is_as_good_as_its_label_and_takes_no_focus(real: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(place(real))
        box = page.locator("#map-de").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.8)
        page.wait_for_url("**?s=DE")
        assert page.evaluate("document.activeElement.closest('svg')") is None


@SIZES
def test_what_changed_is_said_in_a_sentence_and_not_the_whole_plan(
    real: Built, opened: Opener, size: tuple[int, int]
) -> None:
    with opened(size) as tab:
        page = tab.open(place(real), "?s=TR,BG")
        if size == PHONE:
            page.get_by_role("button", name="Change the way").click()
        show_map(page, size)
        label(page, "RS").press("Enter")
        said = page.get_by_role("status").filter(has_text="The way")
        expect(said).to_contain_text("The way: Türkiye, Bulgaria, Serbia.")
        expect(said).to_contain_text(re.compile(r"(No|\d+) warnings?\."))
        assert len(said.inner_text()) < 200
        assert page.locator("#cd-plan").get_attribute("aria-live") is None


@SIZES
def test_the_map_fits_and_its_labels_can_be_touched(real: Built, opened: Opener, size: tuple[int, int]) -> None:
    with opened(size) as tab:
        page = tab.open(place(real))
        show_map(page, size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        for box in page.locator(".cd-map__label rect").evaluate_all(BOXES):
            assert min(box[2:]) >= 24
            assert box[0] >= 0
            assert box[1] <= size[0]
        if size == PHONE:
            for control in page.locator(".cd-desk :is(button, select, input):visible").all():
                assert control.bounding_box()["height"] >= 44


@SIZES
def test_without_scripts_the_map_leads_to_the_pages_of_the_states(
    real: Built, opened: Opener, size: tuple[int, int]
) -> None:
    with opened(size, scripts=False) as tab:
        page = tab.open(place(real))
        expect(page.locator(".cd-pick svg")).to_be_visible()
        page.locator(".cd-pick").get_by_role("link", name="Serbia").click()
        page.wait_for_url("**/countries/rs/index.html")


# ---------------------------------------------------------------- the plan


@SIZES
@pytest.mark.parametrize("query", ["", ROUTE], ids=["empty", "planned"])
def test_nothing_moves_while_the_page_loads(real: Built, opened: Opener, size: tuple[int, int], query: str) -> None:
    with opened(size) as tab:
        page = tab.open(place(real), query)
        expect(page.locator("#cd-plan :is(.cd-strip, .cd-hint)").first).to_be_visible()
        page.wait_for_timeout(100)
        assert page.evaluate("window.shifted") <= MOST_SHIFT


def test_on_a_phone_the_plan_stands_on_the_first_screen_and_answers_unfold(real: Built, opened: Opener) -> None:
    with opened(PHONE) as tab:
        page = tab.open(place(real), ROUTE)
        strip = page.locator(".cd-strip > li").first
        expect(strip).to_be_visible()
        assert strip.bounding_box()["y"] < PHONE[1] * 0.75
        card = page.locator(".cd-stop").nth(1)
        expect(card.get_by_role("link", name="+359").first).to_be_visible()
        answer = card.locator("dt", has_text="Who authorises")
        expect(answer).to_be_hidden()
        fold = card.get_by_role("button", name="Bulgaria: 13 answers")
        fold.press("Enter")
        expect(fold).to_have_attribute("aria-expanded", "true")
        expect(answer).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_answers_to_one_question_stand_beside_each_other(real: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(place(real), ROUTE)
        for title in ("Who authorises", "Languages", "Reachable at night"):
            tops = page.locator(".cd-stop dt", has_text=title).evaluate_all(
                "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
            )
            assert len(tops) == 5
            assert len(set(tops)) == 1, title


def test_what_must_be_ready_before_a_border_stands_in_the_strip(real: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(place(real), ROUTE)
        first, second = page.locator(".cd-strip > li").all()[:2]
        assert "Ready before" not in first.inner_text()
        for words in ("Ready before this border", "Who authorises", "Formal request (MLA): Before", "Languages"):
            expect(second).to_contain_text(words)
        expect(second.locator("li", has_text="Advance notice")).to_contain_text("Ask first")


def test_a_number_can_be_called_and_a_fax_is_not_taken_for_a_telephone(real: Built, opened: Opener) -> None:
    with opened(PHONE) as tab:
        page = tab.open(place(real), ROUTE)
        links = page.locator(".cd-ways a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        wanted = [
            link
            for state in ("TR", "BG", "RS", "HU", "AT")
            for contact in FACTS["states"][state]["contacts"]
            for link in contact["links"]
            if link
        ]
        assert links == wanted
        assert any(link.startswith("tel:+90") for link in links)
        expect(page.locator(".cd-ways li", has_text="(fax")).not_to_have_count(0)
        assert page.locator(".cd-ways li", has_text="(fax").locator("a").count() == 0


# ---------------------------------------------------------------- on paper


def test_five_states_are_printed_on_five_pages_the_whole_chain_on_the_first(
    real: Built, opened: Opener, tmp_path: Path
) -> None:
    with opened() as tab:
        page = tab.open(place(real), ROUTE)
        expect(page.locator(".cd-strip > li")).to_have_count(5)
        page.pdf(path=tmp_path / "route.pdf", format="A4", prefer_css_page_size=True)
        page.emulate_media(media="print")
        for gone in (".cd-desk", ".cd-pick", ".cd-readon", ".cd-unfold", "#states", ".cd-states"):
            for found in page.locator(gone).all():
                expect(found).to_be_hidden()
        expect(page.locator(".cd-stop dt", has_text="Who authorises")).to_have_count(5)
        chain = page.locator(".cd-whole").first
        under = page.locator(".cd-cards").evaluate("one => getComputedStyle(one.parentElement).breakBefore")
        assert under == "page", "the states begin on the second page"
        # A4 less the margins of 12 mm, at 96 dots an inch
        page.set_viewport_size({"width": 703, "height": 1032})
        assert chain.evaluate("one => one.getBoundingClientRect().bottom + scrollY") <= 1032
    with pikepdf.open(tmp_path / "route.pdf") as pdf:
        assert len(pdf.pages) <= 5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_paper_is_white_whatever_the_screen_is(real: Built, opened: Opener, dark: bool) -> None:
    with opened(DESK, dark) as tab:
        page = tab.open(place(real), ROUTE)
        page.emulate_media(media="print")
        seen = page.locator(".cd-strip a").first.evaluate("one => getComputedStyle(one).color")
        assert max(int(part) for part in re.findall(r"\d+", seen)[:3]) < 100, seen
