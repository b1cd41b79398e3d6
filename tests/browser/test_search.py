"""The search box in a real browser, from a folder: it finds what the command line finds, by keyboard, in any script."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from tabs import DESK, PHONE, Opener, Tab

from builds import ROOT, Built
from cdmanual.cli import app
from models import manual

OPTIONS = "#cd-options a"


def ask(tab: Tab, built: Built, words: str, path: str = "index.html") -> Page:
    """Type words into the search box of a page, key by key, and wait for the list."""
    page = tab.open(built.site / path)
    page.keyboard.press("/")
    page.keyboard.type(words)
    expect(page.locator("#cd-results")).to_be_visible()
    return page


def titles(page: Page) -> list[str]:
    return page.locator(f"{OPTIONS} b").all_inner_texts()


def test_the_index_is_loaded_only_when_the_box_is_used(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(fictitious.site / "countries" / "xa" / "index.html")
        page.wait_for_timeout(200)
        assert not tab.asked_for("search/index.js")
        page.locator("#cd-query").focus()
        page.wait_for_function("window.cdmanualIndex !== undefined")
        page.locator("#cd-query").blur()
        page.locator("#cd-query").focus()
        assert len([url for url in tab.asked if url.endswith("search/index.js")]) == 1


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_keyboard_alone_finds_an_answer_and_goes_to_it(
    fictitious: Built, opened: Opener, size: tuple[int, int]
) -> None:
    with opened(size) as tab:
        page = ask(tab, fictitious, "examplia substitution", "countries/xb/contacts.html")
        box = page.locator("#cd-query")
        expect(box).to_have_attribute("aria-expanded", "true")
        assert box.get_attribute("aria-activedescendant") is None
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        second = page.locator(OPTIONS).nth(1)
        expect(second).to_have_attribute("aria-selected", "true")
        assert box.get_attribute("aria-activedescendant") == second.get_attribute("id")
        page.keyboard.press("ArrowUp")
        first = page.locator(OPTIONS).nth(0)
        expect(first).to_have_attribute("aria-selected", "true")
        assert page.locator(f"{OPTIONS}[aria-selected]").count() == 1
        title, address = first.locator("b").inner_text(), first.get_attribute("href")
        assert title.startswith("Examplia · ")
        assert "ubstitution" in title
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/countries/xa/index\.html#substitution"))
        assert page.url.endswith(str(address).removeprefix("../../"))
        place = page.url.split("#")[1]
        expect(page.locator(f"#{place}")).to_be_in_viewport()
        top, header = page.evaluate(
            "place => [document.getElementById(place).getBoundingClientRect().top,"
            " document.querySelector('.md-header').getBoundingClientRect().bottom]",
            place,
        )
        assert top >= header - 1


def test_escape_and_a_click_elsewhere_close_the_list(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = ask(tab, fictitious, "fictonia")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")
        expect(page.locator("#cd-results")).to_be_hidden()
        box = page.locator("#cd-query")
        expect(box).to_have_attribute("aria-expanded", "false")
        assert box.get_attribute("aria-activedescendant") is None
        expect(box).to_be_focused()
        page.keyboard.type("fictonia")
        expect(page.locator("#cd-results")).to_be_visible()
        page.mouse.click(DESK[0] - 5, DESK[1] - 5)
        expect(page.locator("#cd-results")).to_be_hidden()
        box.fill("")
        expect(page.locator("#cd-results")).to_be_hidden()


def test_a_click_on_a_result_goes_to_its_place(fictitious: Built, opened: Opener) -> None:
    with opened(PHONE) as tab:
        page = ask(tab, fictitious, "st. 3 cd act", "questions/languages.html")
        page.locator(OPTIONS).first.click()
        page.wait_for_url(re.compile(r"/countries/xa/.*\.html#"))
        place = page.url.split("#")[1]
        expect(page.locator(f"[id='{place}']")).to_be_in_viewport()


def test_the_number_of_results_is_said_to_a_screen_reader(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = ask(tab, fictitious, "glossary")
        page.locator("#cd-query").fill("duration-maximum fictonia")
        expect(page.locator("#cd-said")).to_have_text(re.compile(r"^\d+ results?$"))
        page.locator("#cd-query").fill("qqqqzzzz")
        expect(page.locator("#cd-said")).to_have_text("0 results")
        expect(page.locator("#cd-results")).to_contain_text("Nothing found")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/index.html?q=qqqqzzzz")


# Names of the fictitious records as they are typed in every script, and without the letters a keyboard may lack.
NAMES = {
    "Čudnograd": "county-court",
    "cudnograd": "county-court",
    "ČUDNOGRADU": "county-court",
    "Egzamplija": "countries/xa/",
    "Εξαμπλία": "countries/xa/",
    "εξαμπλια": "countries/xa/",
    "examplia": "countries/xa/",
    "Фиктонија": "countries/xb/",
    "фиктонија": "countries/xb/",
    "fiktonija": "countries/xb/",
    "ფიქტონია": "countries/xb/",
    "Fiktonya": "countries/xb/",
    "kontrollü teslimat": "glossary/index.html#controlled-delivery",
    "kontrollu teslimat": "glossary/index.html#controlled-delivery",
    "ελεγχόμενη παράδοση": "glossary/index.html#controlled-delivery",
    "контролисана испорука": "glossary/index.html#controlled-delivery",
    "kontrolisana isporuka": "glossary/index.html#controlled-delivery",
    "კონტროლირებადი": "glossary/index.html#controlled-delivery",
    "livrare supravegheata": "glossary/index.html#controlled-delivery",
    "ellenorzott szallitas": "glossary/index.html#controlled-delivery",
    "dorezim i kontrolluar": "glossary/index.html#controlled-delivery",
}


def test_names_are_found_in_every_script_with_and_without_their_marks(fictitious: Built, opened: Opener) -> None:
    missed = {}
    with opened() as tab:
        page = ask(tab, fictitious, "a")
        for words, place in NAMES.items():
            page.locator("#cd-query").fill(words)
            found = page.eval_on_selector_all(OPTIONS, "all => all.slice(0, 5).map(a => a.href)")
            if not any(place in href for href in found):
                missed[words] = found
    assert missed == {}


QUERIES = {
    "fictitious": (
        "examplia",
        "who authorises in examplia",
        "fictonia substitution",
        "cd act 5",
        "čl. 9",
        "64/Б",
        "Dežurna",
        "εισαγγελία",
        "Фиктонија",
        "ფიქტონია pros",
        "duration maximum",
        "x-net",
        "weapons foreign officers",
        "kontrollü",
        "nothing such qqqq",
        "examplia qqqq langu",
        "a",
        "article 18 para 2",
    ),
    "real": (
        "croatia",
        "who authorises in croatia",
        "türkiye substitution",
        "turkiye duration",
        "hungary urg",
        "albania mla languages",
        "selec",
        "naples ii",
        "294",
        "customs duty",
        "undercover agents",
        "državno odvjetništvo",
        "szállítás",
        "eio deadline hungary",
        "s",
    ),
}


@pytest.mark.parametrize("kind", list(QUERIES))
def test_the_box_ranks_as_the_command_line_does(request: pytest.FixtureRequest, opened: Opener, kind: str) -> None:
    built: Built = request.getfixturevalue(kind)
    different = {}
    with opened() as tab:
        page = ask(tab, built, "a")
        base = built.site.as_uri() + "/"
        for words in QUERIES[kind]:
            page.locator("#cd-query").fill(words)
            shown = page.eval_on_selector_all(
                OPTIONS, "all => all.slice(0, 5).map(a => [a.href, a.firstChild.textContent])"
            )
            command = ["--root", str(ROOT), "search", "--format", "json", "--limit", "5", "--target", str(built.target)]
            said = json.loads(CliRunner().invoke(app, [*command, words]).output)
            there = [[base + result["url"], result["title"]] for result in said["results"]]
            if shown != there:
                different[words] = (shown, there)
    assert different == {}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_search_page_answers_a_query_in_its_address(fictitious: Built, opened: Opener, scripts: bool) -> None:
    with opened(scripts=scripts) as tab:
        page = tab.open(fictitious.site / "search" / "index.html", "?q=%C4%8Cudnograd%20court")
        if scripts:
            first = page.locator("#cd-page-results a").first
            expect(first).to_be_visible()
            expect(page.locator("#cd-query")).to_have_value("Čudnograd court")
            first.click()
            page.wait_for_url("**/countries/xa/contacts.html#county-court")
        else:
            expect(page.locator("noscript p")).to_be_visible()
            page.get_by_role("link", name="Examplia").first.click()
            page.wait_for_url("**/countries/xa/index.html")


def test_enter_without_a_choice_opens_the_search_page(fictitious: Built, opened: Opener) -> None:
    with opened(PHONE) as tab:
        page = ask(tab, fictitious, "надзирана испорука & more", "instruments/x-treaty.html")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/index.html?q=*")
        expect(page.locator("#cd-query")).to_have_value("надзирана испорука & more")
        expect(page.locator("#cd-page-results a").first).to_be_visible()
        assert page.locator("#cd-page-results a").count() > 1


HOSTILE = (
    '<img src=x onerror="window.broken=1">',
    "<script>window.broken=1</script>",
    "</form><b>examplia</b>",
    "\"'`;--",
    "__proto__ constructor toString",
    "javascript:window.broken=1",
    "%3Cscript%3E",
    "examplia " * 400,
    "((((((((((a+)+)+)+$",
    "\u202e\u0000\ud83d\ude00",
)


def test_a_hostile_query_is_text_and_nothing_else(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(fictitious.site / "search" / "index.html")
        elements = (
            "[document.querySelectorAll('img, script, iframe, form').length, document.querySelectorAll('b').length]"
        )
        for words in HOSTILE:
            page.goto(
                (fictitious.site / "search" / "index.html").as_uri()
                + "?q="
                + page.evaluate("words => encodeURIComponent(words)", words)
            )
            expect(page.locator("#cd-said")).not_to_be_empty()
            assert page.evaluate("window.broken") is None
            assert page.locator(".md-content img").count() == 0
            before = page.evaluate(elements)[0]
            page.locator("#cd-query").fill(words)
            page.wait_for_timeout(20)
            assert page.evaluate("window.broken") is None
            assert page.evaluate(elements)[0] == before
            shown = page.locator("#cd-options b, #cd-page-results b").count()
            assert shown == page.locator("#cd-options a, #cd-page-results a[data-kind]").count()


def test_an_index_that_is_missing_is_said(fictitious: Built, opened: Opener, tmp_path: object) -> None:
    with opened() as tab:
        tab.page.route("**/search/index.js", lambda route: route.abort())
        page = tab.open(fictitious.site / "index.html")
        page.locator("#cd-query").focus()
        expect(page.locator("#cd-said")).to_have_text("The search index is missing beside this page.")
        tab.said.clear()  # Chromium itself complains of the missing file


def test_matched_words_are_marked_in_any_script_and_spelling(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = ask(tab, fictitious, "egzamplija cudnograd")
        assert "Čudnograd" in " ".join(page.locator(f"{OPTIONS} mark").all_inner_texts())
        page.locator("#cd-query").fill("examplia substituton")
        expect(page.locator("#cd-results")).to_contain_text("Understood as: examplia substitution")
        assert {"Examplia", "Substitution"} <= set(page.locator(f"{OPTIONS}:first-child mark").all_inner_texts())
        expect(page.locator("#cd-said")).to_contain_text("understood as examplia substitution")


def test_each_result_says_of_what_it_is(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = ask(tab, fictitious, "examplia substitution")
        first = page.locator(OPTIONS).first
        expect(first).to_have_attribute("data-kind", "answer")
        expect(first).to_have_attribute("data-country", "XA")
        expect(first).to_have_attribute("data-question", "substitution")
        page.locator("#cd-query").fill("x-net")
        expect(page.locator(OPTIONS).first).to_have_attribute("data-kind", "channel")
        assert page.locator(OPTIONS).first.get_attribute("data-country") is None


def test_an_unknown_answer_is_marked_in_the_list(fictitious: Built, opened: Opener) -> None:
    unknown = next(a for a in manual().state("XB").answers if a.status == "unknown").question
    with opened(PHONE) as tab:
        page = ask(tab, fictitious, f"fictonia {manual().questionnaire.question(unknown).title}")
        mark = page.locator(f'{OPTIONS}[data-question="{unknown}"] .cd-mark--unknown')
        expect(mark).to_have_text(manual().questionnaire.status("unknown").title)


def test_nothing_found_offers_the_nearest_words_and_the_states(fictitious: Built, opened: Opener) -> None:
    with opened(PHONE) as tab:
        page = ask(tab, fictitious, "subztixtuxon")
        expect(page.locator("#cd-more")).to_contain_text("Nothing found")
        page.locator("#cd-more").get_by_role("button", name="substitution").first.click()
        expect(page.locator(OPTIONS).first).to_contain_text("ubstitution")
        page.locator("#cd-query").fill("qqqqzzzzxx")
        page.locator("#cd-more").get_by_role("link", name="All states").click()
        page.wait_for_url("**/countries/index.html")


def test_recent_searches_stay_on_the_device_and_can_be_erased(fictitious: Built, opened: Opener) -> None:
    with opened(PHONE) as tab:
        page = ask(tab, fictitious, "fictonia liability")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**#liability")
        tab.open(fictitious.site / "channels" / "index.html")
        page.locator("#cd-query").focus()
        expect(page.locator(OPTIONS)).to_have_text(["fictonia liability"])
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("#cd-query")).to_have_value("fictonia liability")
        expect(page.locator(OPTIONS).first).to_contain_text("Liability")
        page.locator("#cd-query").fill("")
        page.get_by_role("button", name="Erase").click()
        expect(page.locator("#cd-said")).to_have_text("Recent searches erased")
        assert "fictonia" not in page.evaluate("JSON.stringify(window.localStorage)")
        tab.open(fictitious.site / "index.html")
        page.locator("#cd-query").focus()
        page.wait_for_function("window.cdmanualIndex !== undefined")
        expect(page.locator("#cd-results")).to_be_hidden()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_facets_narrow_the_page_of_results_and_stand_in_its_address(
    fictitious: Built, opened: Opener, size: tuple[int, int]
) -> None:
    with opened(size) as tab:
        page = tab.open(fictitious.site / "search" / "index.html", "?q=substitution")
        state = page.locator('#cd-facets [data-facet="country"][data-value="XB"]')
        expect(state).to_have_text(re.compile(r"^Fictonia \d+$"))
        number = int(state.inner_text().split()[-1])
        state.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#cd-understood")).to_contain_text(re.compile(rf"^{number} results"))
        shown = page.locator("#cd-page-results a")
        assert set(shown.evaluate_all("all => all.map(a => a.dataset.country)")) == {"XB"}
        assert page.url.endswith("?q=substitution&country=XB")
        expect(page.locator('#cd-facets [data-value="XB"]')).to_have_attribute("aria-pressed", "true")
        expect(page.locator('#cd-facets [data-value="XB"]')).to_be_focused()
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        page.reload()
        expect(page.locator("#cd-understood")).to_contain_text(re.compile(rf"^{number} results"))
        page.locator('#cd-facets [data-value="XB"]').click()
        expect(page.locator("#cd-understood")).not_to_contain_text(re.compile(rf"^{number} results"))
        assert page.url.endswith("?q=substitution")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_list_of_results_lies_over_the_page_and_fits(fictitious: Built, opened: Opener, dark: bool) -> None:
    for size in (PHONE, DESK):
        with opened(size, dark) as tab:
            page = ask(tab, fictitious, "fictitious", "countries/xa/legislation.html")
            box = page.locator("#cd-results").bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= size[0]
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
            on_top = page.evaluate(
                "([x, y]) => document.elementFromPoint(x, y).closest('#cd-results') !== null",
                [box["x"] + box["width"] / 2, min(box["y"] + 30, size[1] - 5)],
            )
            assert on_top
            assert page.locator(OPTIONS).count() == 8
