"""The legal basis in the browser: the same answers as the command line, by keyboard, on a phone, from the address."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tabs import DESK, PHONE, Opener
from test_pages import CONTRAST, MOST_SHIFT

from builds import Built
from cdmanual.manual.legal_basis import legal_basis
from cdmanual.manual.model import Manual
from cdmanual.publish.legal import as_data
from models import ROOT, labels, manual

SCRIPT = ROOT / "content" / "theme" / "assets" / "legal-basis.js"
PAGE = "legal-basis/index.html"
MOST_BYTES = 40_000
# Before all treaties, between consents and entries into force, on and around days that stand in the records, and later.
DAYS = (
    "1950-01-01", "1988-12-20", "1991-08-28", "1996-12-31", "2001-06-27", "2003-09-29", "2006-02-01", "2007-10-09",
    "2007-10-10", "2009-06-23", "2011-10-10", "2013-07-01", "2015-03-14", "2015-03-15", "2018-04-30", "2018-05-01",
    "2019-05-03", "2021-01-01", "2022-12-31", "2023-01-01", "2026-11-20", "2026-11-21", "2030-01-01",
)  # fmt: skip
OBJECTS = ("weapons", "drugs", "other-goods", "persons")
LADDER = tuple(labels().of("law-kind"))


def made_of(built: Built) -> tuple[dict[str, Any], Manual]:
    """The head of a build's manifest, and the manual of its records."""
    return json.loads((built.target / "manifest.json").read_text(encoding="utf-8")), manual(home=built.records)


@pytest.fixture(scope="module", params=["real", "fictitious"])
def built(request: pytest.FixtureRequest) -> Built:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def engine(browser: Browser, built: Built) -> Iterator[Page]:
    """A page that holds the engine and the data."""
    page = browser.new_page()
    for script in (SCRIPT, built.site / "legal-basis" / "data.js"):
        page.evaluate(f"() => {{ {script.read_text(encoding='utf-8')} }}")
    yield page
    page.close()


def test_every_pair_and_every_state_come_to_the_same_in_the_browser(engine: Page, built: Built) -> None:
    head, records = made_of(built)
    codes = [state.iso for state in records.states]
    choices = [
        *combinations(codes, 2),
        *((other, one) for one, other in combinations(codes[:4], 2)),
        *((c,) for c in codes),
    ]
    # Each choice with every fifth day, the next choice with the days after those: all days meet all kinds of choice.
    asked = [(choice, day, "") for at, choice in enumerate(choices) for day in DAYS[at % 5 :: 5]]
    asked += [(choice, DAYS[at % len(DAYS)], OBJECTS[at % len(OBJECTS)]) for at, choice in enumerate(choices)]
    found = engine.evaluate(
        "asked => asked.map(one => window.cdmanualLegal.find(window.cdmanualLegalData, one[0], one[1], one[2]))", asked
    )
    for (choice, day, wanted), shown in zip(asked, found, strict=True):
        basis = legal_basis(records, choice, day, head["day"], wanted, LADDER)
        assert shown == json.loads(json.dumps(as_data(basis, head["edition"], head["day"]))), (choice, day, wanted)


def test_an_answer_comes_within_fifty_milliseconds(engine: Page, built: Built) -> None:
    codes = [state.iso for state in made_of(built)[1].states][:2]
    took = engine.evaluate(
        """codes => { const start = performance.now(), data = window.cdmanualLegalData;
        for (let i = 0; i < 20; i += 1) { window.cdmanualLegal.find(data, codes, '2019-05-03', ''); }
        return (performance.now() - start) / 20; }""",
        codes,
    )
    assert took < 50


def test_the_data_is_small_and_can_stand_in_any_page(built: Built) -> None:
    script = (built.site / "legal-basis" / "data.js").read_text(encoding="utf-8")
    assert len(gzip.compress(script.encode(), 9)) <= MOST_BYTES
    assert not set("<\u2028\u2029") & set(script)


@pytest.mark.parametrize(
    ("codes", "day", "wanted", "message"),
    [
        (["ZZ"], "2019-05-03", "", "there is no state “ZZ”"),
        (["RS", "RS"], "2019-05-03", "", "stands there twice"),
        ([], "2019-05-03", "", "name one state"),
        (["RS", "TR", "HU"], "2019-05-03", "", "name one state"),
        (["RS", "TR"], "2019-02-30", "", "is not a date"),
        (["RS", "TR"], "", "", "is not a date"),
        (["RS", "TR"], "3.5.2019", "", "is not a date"),
        (["RS", "TR"], "2019-05-03", "tanks", "there is no object “tanks”"),
        (["__proto__"], "2019-05-03", "", "there is no state"),
    ],
)
def test_the_engine_says_what_is_wrong(
    real: Built, browser: Browser, codes: list[str], day: str, wanted: str, message: str
) -> None:
    page = browser.new_page()
    for script in (SCRIPT, real.site / "legal-basis" / "data.js"):
        page.evaluate(f"() => {{ {script.read_text(encoding='utf-8')} }}")
    said = page.evaluate(
        """([codes, day, wanted]) => { try { window.cdmanualLegal.find(window.cdmanualLegalData, codes, day, wanted);
        return ''; } catch (wrong) { return wrong.message; } }""",
        [codes, day, wanted],
    )
    page.close()
    assert message in said


# --- the page


def test_the_address_holds_the_choice(real: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(real.site / PAGE, "?s=AL,MK&on=2008-05-03")
        page.get_by_role("heading", name="In force between the two on that day", exact=True).wait_for()
        assert page.get_by_label("State", exact=True).input_value() == "AL"
        assert page.get_by_label("And the other state").input_value() == "MK"
        assert page.get_by_label("On the day").input_value() == "2008-05-03"
        assert "In force only from 2009-04-01." in page.locator("#cd-legal-found").inner_text()
        page.get_by_label("On the day").fill("2009-04-01")
        page.get_by_label("Object").select_option("weapons")
        page.get_by_text("Left out, limited to other objects: UN Convention 1988").wait_for()
        assert page.url.endswith("?s=AL,MK&on=2009-04-01&object=weapons")
        first = page.locator("#cd-legal-found section").first.inner_text()
        assert "Second Additional Protocol" in first
        assert tab.asked_for("legal-basis/data.js")


def test_one_state_shows_its_own_law_from_the_top(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(fictitious.site / PAGE, "?s=XA&on=2018-06-01")
        page.locator("#cd-legal-found h3").first.wait_for()
        assert page.locator("#cd-legal-found h3").first.inner_text() == "Fictitious Constitution of Examplia"
        act = page.locator("#cd-legal-found article", has_text="Fictitious Act on Controlled Deliveries")
        assert "in force from 2015-05-01 until 2018-12-31" in act.inner_text()
        assert "in force only from 2019-01-01" in act.inner_text()


@pytest.mark.parametrize(
    "query", ["?s=ZZ", "?s=XA,ZZ", "?s=XA,XB,XA", "?s=XA&object=tanks", "?s=XA&on=2019-02-30", "?s=<b>x</b>"]
)
def test_an_address_that_asks_for_what_is_not_there_is_told_so(fictitious: Built, opened: Opener, query: str) -> None:
    with opened() as tab:
        page = tab.open(fictitious.site / PAGE, query)
        page.get_by_text("which cannot be chosen here").first.wait_for()
        assert page.locator("#cd-legal-found h3").count() == 0
        assert page.locator("#cd-legal-found b").count() == 0


def test_one_state_chosen_twice_is_told_so(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(fictitious.site / PAGE, "?s=XA,XA&on=2019-05-03")
        page.locator(".cd-notice", has_text="XA stands there twice").wait_for()


def test_links_lead_to_places_that_exist(real: Built, opened: Opener) -> None:
    with opened() as tab:
        for query in ("?s=HU,SI&on=2026-11-21", "?s=TR&on=2026-11-21"):
            page = tab.open(real.site / PAGE, query)
            page.locator("#cd-legal-found h3").first.wait_for()
            hrefs = page.eval_on_selector_all(
                "#cd-legal-found article a", "all => all.map(a => a.getAttribute('href'))"
            )
            assert hrefs
            for href in hrefs:
                place, _, anchor = href.removeprefix("../").partition("#")
                assert f'id="{anchor}"' in (real.site / place).read_text(encoding="utf-8"), href


def test_record_text_stays_text(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(fictitious.site / PAGE, "?s=XA,XB&on=2026-11-21")
        page.get_by_text('"a < b" in the declaration is no markup').wait_for()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_answer_fits_and_every_control_has_a_name(real: Built, opened: Opener, size: Any, dark: bool) -> None:
    with opened(size, dark) as tab:
        for query in ("?s=AT,HR&on=2026-11-21", "?s=TR&on=2026-11-21"):
            page = tab.open(real.site / PAGE, query)
            page.locator("#cd-legal-found h3").first.wait_for()
            assert page.evaluate("window.shifted") <= MOST_SHIFT, query
            page.eval_on_selector_all("#cd-legal-found details", "all => all.forEach(one => { one.open = true; })")
            width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            assert width[0] <= width[1], query
            assert page.evaluate(CONTRAST) == [], query
            nameless = page.evaluate(
                """[...document.querySelectorAll('#cd-legal select, #cd-legal input, #cd-legal-found button')]
                .filter(one => !(one.labels && one.labels.length) && !one.getAttribute('aria-label')).length"""
            )
            assert nameless == 0
            twice = page.evaluate("""() => { const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
                return ids.filter((id, at) => ids.indexOf(id) !== at); }""")
            assert twice == []


def test_the_keyboard_alone_is_enough(real: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(real.site / PAGE)
        page.get_by_label("State", exact=True).focus()
        page.keyboard.type("Serbia")
        page.keyboard.press("Tab")
        page.keyboard.type("Hungary")
        page.keyboard.press("Tab")
        page.get_by_role("heading", name="In force between the two on that day", exact=True).wait_for()
        assert "?s=RS,HU" in page.url
        summary = page.locator("#cd-legal-found summary").first
        summary.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.evaluate(
            """Object.defineProperty(navigator, 'clipboard',
            {value: {writeText: text => { window.copied = text; return Promise.resolve(); }}})"""
        )
        page.keyboard.press("Enter")
        page.get_by_text("Copied.").wait_for()
        copied = page.evaluate("window.copied")
        assert "Controlled-Delivery Manual, edition" in copied
        assert "instruments/" in copied


@pytest.mark.parametrize("may_copy", [True, False])
def test_without_a_clipboard_the_citation_is_copied_all_the_same_or_selected_for_the_keyboard(
    fictitious: Built, opened: Opener, may_copy: bool
) -> None:
    with opened() as tab:
        page = tab.open(fictitious.site / PAGE, "?s=XA&on=2026-11-21")
        page.locator("#cd-legal-found summary").first.click()
        page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        if may_copy:
            page.evaluate("document.addEventListener('copy', () => { window.copied = document.activeElement.value; })")
        else:
            page.evaluate("document.execCommand = () => false")
        page.locator("#cd-legal-found button").nth(1).click()
        page.get_by_text("Copied." if may_copy else "The text is selected: copy it by keyboard.").wait_for()
        copied = page.evaluate("window.copied" if may_copy else "window.getSelection().toString()")
        assert copied.startswith(
            "Izmišljeni Ustav Egzamplije / Φανταστικό Σύνταγμα της Εξαμπλίας (Fictitious Constitution"
        )
        assert "čl. 36" in copied


def test_without_scripts_the_lists_lead_on(real: Built, opened: Opener) -> None:
    with opened(scripts=False) as tab:
        page = tab.open(real.site / PAGE)
        assert "Choosing needs JavaScript" in page.content()
        assert page.get_by_role("link", name="all instruments and states").is_visible()
        links = page.locator('article a[href*="legislation.html"]').count()
        assert links == len(list((ROOT / "countries").iterdir()))
