"""Route and comparison in a real browser: the same answers as the commands, by keyboard, on a phone, from a folder."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect
from tabs import DESK, PHONE, Opener

from builds import ROOT, Built
from cdmanual.cli import app
from cdmanual.manual.brief import route_text
from cdmanual.manual.compare import compare
from cdmanual.manual.desk import desk_facts
from cdmanual.manual.route import plan_route
from embedded import read_script
from models import DAY, manual

ASSETS = ROOT / "content" / "theme" / "assets"


@pytest.fixture(scope="module")
def engine(browser: Browser, real: Built) -> Iterator[Page]:
    page = browser.new_page()
    for script in (ASSETS / "desk.js", real.site / "desk" / "facts.js"):
        page.evaluate(f"() => {{ {script.read_text(encoding='utf-8')} }}")
    yield page
    page.close()


def routes() -> list[tuple[list[str], str]]:
    """Sixty routes of two to seven states, with and without goods."""
    chance = random.Random(3)  # noqa: S311
    states = [state.iso for state in manual(home=ROOT).states]
    goods = ["", *(choice.id for choice in manual(home=ROOT).questionnaire.question("objects").choices)]
    return [(chance.sample(states, chance.randint(2, 7)), chance.choice(goods)) for _ in range(60)]


def test_every_route_comes_to_the_same_in_the_browser(engine: Page, real: Built) -> None:
    facts = read_script(real.site / "desk" / "facts.js")
    shown = engine.evaluate(
        "all => all.map(([states, goods]) => { const desk = window.cdmanualDesk, facts = window.cdmanualFacts;"
        " const plan = desk.planRoute(facts, states, goods);"
        " return [plan, desk.routeText(plan, facts, facts.edition)]; })",
        [list(route) for route in routes()],
    )
    for (states, goods), (plan, text) in zip(routes(), shown, strict=True):
        wanted = plan_route(facts, states, goods)
        assert plan == json.loads(json.dumps(wanted)), (states, goods)
        assert text == route_text(wanted, facts, facts["edition"])


def test_the_facts_are_those_of_the_command(real: Built) -> None:
    facts = read_script(real.site / "desk" / "facts.js")
    said = CliRunner().invoke(
        app, ["--root", str(ROOT), "route", "TR", "BG", "at", "--goods", "drugs", "--format", "json"]
    )
    head = {"schema_version": 1, "edition": "2026.1", "day": facts["edition"][-10:]}
    assert json.loads(said.stdout) == head | json.loads(json.dumps(plan_route(facts, ["TR", "BG", "AT"], "drugs")))
    said = CliRunner().invoke(app, ["--root", str(ROOT), "compare", "RS", "hr", "--format", "json"])
    assert json.loads(said.stdout) == head | json.loads(json.dumps(compare(facts, ["RS", "HR"])))


def test_every_comparison_comes_to_the_same_in_the_browser(engine: Page) -> None:
    facts = desk_facts(manual(home=ROOT), DAY)
    chosen = [states for states, _ in routes()[:20]]
    shown = engine.evaluate(
        "all => all.map(states => window.cdmanualDesk.compare(window.cdmanualFacts, states, []))", chosen
    )
    for states, table in zip(chosen, shown, strict=True):
        assert table == json.loads(json.dumps(compare(facts, states))), states


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_route_is_planned_by_keyboard_and_stands_in_the_address(
    fictitious: Built, opened: Opener, size: tuple[int, int]
) -> None:
    with opened(size) as tab:
        page = tab.open(fictitious.site / "route" / "index.html")
        expect(page.locator("#cd-plan")).to_contain_text("Choose two states or more")
        page.locator("#cd-add").focus()
        page.keyboard.press("Enter")
        page.locator("#cd-add").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**?s=XA,XB")
        expect(page.locator(".cd-strip > li")).to_have_count(2)
        page.get_by_role("button", name="Later: Examplia").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**?s=XB,XA")
        expect(page.get_by_role("button", name="Earlier: Examplia")).to_be_focused()
        page.locator("#cd-goods").select_option("drugs")
        page.wait_for_url("**?s=XB,XA&goods=drugs")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        page.reload()
        expect(page.locator(".cd-strip > li").first).to_contain_text("Fictonia")
        expect(page.locator("#cd-goods")).to_have_value("drugs")
        if size == PHONE:  # the plan comes first: the form gives way to it
            expect(page.locator("#cd-goods")).to_be_hidden()
            page.get_by_role("button", name="Change the way").press("Enter")
            expect(page.get_by_label("State 1 of 2")).to_be_focused()
        page.get_by_role("button", name="Leave out Fictonia").click()
        page.get_by_role("button", name="Leave out Examplia").click()
        expect(page.locator("#cd-plan")).to_contain_text("Choose two states or more")


def test_the_page_of_a_route_says_what_the_command_says(fictitious: Built, opened: Opener) -> None:
    command = ["--root", str(ROOT), "route", "XA", "XB", "--records", str(fictitious.records), "--format", "json"]
    plan = json.loads(CliRunner().invoke(app, [*command, "--departure", "2026-11-22T05:00"]).stdout)
    with opened() as tab:
        page = tab.open(fictitious.site / "route" / "index.html", "?s=XA,XB&at=2026-11-22T05:00")
        expect(page.locator(".cd-strip > li")).to_have_count(2)
        chain = page.locator(".cd-whole >> nth=0 >> dd").all_inner_texts()
        for outcome, shown in zip(plan["chain"], chain, strict=True):
            for one in outcome["set"]:
                assert f"{one['label']} {' '.join(one['states'])}" in re.sub(r"\s+", " ", shown)
            assert ("Ask first" in shown) is bool(outcome["ask"])
        for stop, shown in zip(plan["departure"], page.locator(".cd-strip > li").all_inner_texts(), strict=True):
            assert f"departure {stop['time'][11:16]}" in shown
        expect(page.locator(".cd-warnings li")).to_have_count(len(plan["warnings"]))


def test_a_wrong_address_leaves_an_empty_form_and_no_error(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        for wrong in ("?s=ZZ,<b>", "?s=XA,XA", "?s=&goods=nothing&at=yesterday", "?s=__proto__,constructor"):
            page = tab.open(fictitious.site / "route" / "index.html", wrong)
            expect(page.locator("#cd-plan .cd-hint")).to_be_visible()
            tab.open(fictitious.site / "compare" / "index.html", wrong)
            expect(page.locator("#cd-table .cd-hint")).to_be_visible()


def test_the_brief_is_copied_as_plain_text(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = tab.open(fictitious.site / "route" / "index.html", "?s=XA,XB")
        page.locator("#cd-copy").click()
        expect(page.locator("#cd-copy")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()").startswith("ROUTE  Examplia > Fictonia\n")
        page.evaluate("navigator.clipboard.writeText('')")
        page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})")
        expect(page.locator("#cd-copy")).to_have_text("Copy as text")
        page.locator("#cd-copy").press("Enter")
        expect(page.locator("#cd-copy")).to_have_text("Copied")
        expect(page.locator("#cd-copy")).to_be_focused()
        page.evaluate("delete navigator.clipboard")
        assert page.evaluate("navigator.clipboard.readText()").startswith("ROUTE  Examplia > Fictonia\n")


def test_a_page_whose_data_are_missing_says_so(fictitious: Built, browser: Browser, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(fictitious.site, tmp_path / "site", ignore=shutil.ignore_patterns("facts.js")))
    page = browser.new_page()
    page.goto((copy / "route" / "index.html").as_uri())
    expect(page.locator("#cd-route")).to_contain_text("desk/facts.js is missing")
    page.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_states_are_compared_and_the_choice_stands_in_the_address(
    fictitious: Built, opened: Opener, size: tuple[int, int]
) -> None:
    with opened(size) as tab:
        page = tab.open(fictitious.site / "compare" / "index.html")
        page.get_by_role("button", name="Examplia").click()
        page.get_by_role("button", name="Fictonia").click()
        page.wait_for_url("**?s=XA,XB")
        expect(page.get_by_role("button", name="Fictonia")).to_have_attribute("aria-pressed", "true")
        rows = page.locator("#cd-table tbody tr")
        assert rows.count() == len(manual().questionnaire.questions)
        page.locator("#cd-which summary").press("Enter")
        page.get_by_role("checkbox", name="Languages", exact=True).press(" ")
        expect(rows).to_have_count(1)
        page.wait_for_url("**?s=XA,XB&q=languages")
        expect(page.locator("#cd-which summary")).to_have_text("Questions: 1 of 44")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        with page.expect_download() as download:
            page.locator("#cd-csv").click()
        text = download.value.path().read_text(encoding="utf-8-sig")
        table = list(csv.reader(io.StringIO(text)))
        assert table[0] == ["Group", "Question", "Same everywhere", "Examplia", "Fictonia"]
        assert table[1][1] == "Languages"
        where = ["--records", str(fictitious.records), "--format", "csv", "--question", "languages"]
        said = CliRunner().invoke(app, ["--root", str(ROOT), "compare", "XA", "XB", *where]).stdout
        assert list(csv.reader(io.StringIO(said, newline=""))) == table
        assert len(table) == 2


def test_any_questions_are_chosen_one_by_one_or_by_their_group(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(fictitious.site / "compare" / "index.html", "?s=XA,XB&q=group:duration,languages")
        rows = page.locator("#cd-table tbody tr")
        expect(rows).to_have_count(4)
        page.locator("#cd-which summary").click()
        expect(page.get_by_role("checkbox", name="Duration", exact=True)).to_be_checked()
        assert page.get_by_role("checkbox", name="Request", exact=True).evaluate("box => box.indeterminate")
        page.get_by_role("checkbox", name="Duration", exact=True).uncheck()
        expect(rows).to_have_count(1)
        page.get_by_role("checkbox", name="Languages", exact=True).uncheck()
        expect(rows).to_have_count(44)
        page.wait_for_url("**?s=XA,XB")


def test_an_answer_that_differs_from_most_is_marked_for_eyes_and_ears(real: Built, opened: Opener) -> None:
    table = compare(desk_facts(manual(home=ROOT), DAY), ["RS", "HR", "HU"])
    wanted = sum(cell["differs"] for group in table["groups"] for row in group["rows"] for cell in row["cells"])
    assert wanted
    with opened() as tab:
        page = tab.open(real.site / "compare" / "index.html", "?s=RS,HR,HU")
        expect(page.locator("td.cd-differs")).to_have_count(wanted)
        expect(page.locator("td.cd-differs .cd-hidden").first).to_have_text("Differs from most: ")


@pytest.mark.parametrize("build", ["fictitious", "real"])
def test_each_example_of_the_home_page_leads_to_its_answer(
    build: str, opened: Opener, request: pytest.FixtureRequest
) -> None:
    built: Built = request.getfixturevalue(build)
    shown = {
        "Look up a state": "#authorised-by",
        "Plan a route": ".cd-strip > li",
        "Compare states": "#cd-table tbody tr",
        "Find the legal basis": "#cd-legal-found h3",
        "Know what to ask": ".cd-asked",
        "See what changed": ".cd-noted li",
    }
    with opened() as tab:
        for task, answer in shown.items():
            page = tab.open(built.site / "index.html")
            page.locator(".cd-tasks li", has=page.get_by_text(task, exact=True)).locator(".cd-example").click()
            expect(page.locator(answer).first).to_be_visible()


def test_a_comparison_is_printed_without_its_form_and_with_what_is_folded_away(real: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(real.site / "compare" / "index.html", "?s=RS,HR,HU")
        expect(page.locator("#cd-table details").first).to_be_visible()
        page.emulate_media(media="print")
        for gone in (".cd-desk", ".cd-readon", "#questions"):
            expect(page.locator(gone).first).to_be_hidden()
        folded = page.locator("#cd-table details:not([open]) .cd-grid").first
        assert folded.evaluate("one => one.getBoundingClientRect().height") > 0


def test_without_scripts_the_pages_lead_on(fictitious: Built, opened: Opener) -> None:
    with opened(scripts=False) as tab:
        page = tab.open(fictitious.site / "route" / "index.html")
        expect(page.locator("noscript p")).to_be_visible()
        page.get_by_role("link", name="Examplia").first.click()
        page.wait_for_url("**/countries/xa/index.html")
        page = tab.open(fictitious.site / "compare" / "index.html")
        page.get_by_role("link", name="Languages").first.click()
        page.wait_for_url("**/questions/languages.html")


def test_the_facts_are_loaded_on_their_pages_only(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        tab.open(fictitious.site / "countries" / "xa" / "index.html").wait_for_timeout(200)
        assert not tab.asked_for("desk/facts.js")
        tab.open(fictitious.site / "compare" / "index.html").wait_for_timeout(200)
        assert tab.asked_for("desk/facts.js")
