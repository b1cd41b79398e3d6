"""The form in a real browser: typed, closed, killed, met by a second tab, by finger, keyboard and without a script."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tabs import DESK, PHONE

from builds import FICTITIOUS, ROOT
from cdmanual.records.yamlfile import read_yaml
from program import run

ANSWER, FILE = "/xa/procedure/duration-initial", "countries/xa/procedure.yml"
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@dataclass
class Served:
    """A form that listens: its process, the address to open once, and what it works on."""

    process: subprocess.Popen[str]
    address: str
    home: Path

    @property
    def host(self) -> str:
        return self.address.split("/?")[0]

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def answer(self) -> dict:
        return read_yaml(FILE, (self.home / FILE).read_bytes()).value["answers"]["duration-initial"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The fictitious records in their canonical form, under version control."""
    made = Path(shutil.copytree(FICTITIOUS, tmp_path / "records"))
    assert run("fmt", "--records", made).exit_code == 0
    settings = ("-c", "init.defaultBranch=main")
    for arguments in (("init", "-q"), ("config", "user.name", "Editor"), ("config", "user.email", "editor@example.org"),
                      ("add", "-A"), ("commit", "-q", "-m", "First")):  # fmt: skip
        subprocess.run(["git", *settings, *arguments], cwd=made, check=True)
    return made


@contextmanager
def serving(home: Path, state: Path, port: str = "0") -> Iterator[Served]:
    command = [Path(sys.executable).with_name("cdmanual"), "edit", "--no-browser", "--records", home, "--port", port]
    environment = {**os.environ, "XDG_STATE_HOME": str(state)}
    # A shell makes what it runs in the background deaf to an interrupt, and children inherit that: a person's is not.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, preexec_fn=heard
    ) as process:
        try:
            assert process.stdout
            lines = iter(process.stdout.readline, "")
            address = next(line.strip() for line in lines if line.strip().startswith("http://"))
            yield Served(process, address, home)
        finally:
            process.kill()


@pytest.fixture
def served(home: Path, tmp_path: Path) -> Iterator[Served]:
    with serving(home, tmp_path / "state") as form:
        yield form


@contextmanager
def visiting(
    browser: Browser, served: Served, size: tuple[int, int] = DESK, **options: object
) -> Iterator[BrowserContext]:
    """A browser that was given the address; when it closes, it asked nobody else for anything and nothing broke."""
    given = {"viewport": {"width": size[0], "height": size[1]}, "reduced_motion": "reduce", "is_mobile": size == PHONE}
    asked: list[str] = []
    said: list[str] = []
    with browser.new_context(**given | {"has_touch": size == PHONE} | options) as context:  # type: ignore[arg-type]
        context.set_default_timeout(8000)
        context.on("request", lambda request: asked.append(request.url))
        context.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        context.on("weberror", lambda error: said.append(f"error: {error.error}"))
        first = context.new_page()
        first.goto(served.address)
        first.wait_for_url(f"{served.host}/")
        first.close()
        yield context
        assert [url for url in asked if not url.startswith((served.host, "data:"))] == []
        refused = ["409 (Conflict)", "422 (Unprocessable"]
        if served.process.poll() is not None:  # killed: an answer may be cut off anywhere, each with its own word
            refused += ["Failed to load resource: net::ERR_", "403 (Forbidden)"]
        assert [line for line in said if not any(words in line for words in refused)] == []


def opened(context: BrowserContext, served: Served, address: str = ANSWER) -> Page:
    page = context.new_page()
    page.goto(served.host + address)
    return page


def problems_of(page: Page, name: str):
    return page.locator(f'[data-for="{name}"]')


# ---------------------------------------------------------------- typing


def test_a_mistake_is_told_beside_its_field_while_it_is_typed(browser: Browser, served: Served) -> None:
    with visiting(browser, served) as context:
        page = opened(context, served)
        page.get_by_label("Duration").fill("3 months")
        expect(problems_of(page, "value")).to_contain_text('"3 months" is not a duration after ISO 8601')
        expect(page.get_by_label("Duration")).to_have_attribute("aria-invalid", "true")
        page.get_by_label("Duration").fill("P4M")
        expect(problems_of(page, "value")).to_be_empty()
        expect(page.get_by_label("Duration")).not_to_have_attribute("aria-invalid", "true")
        assert served.answer()["value"] == "P3M", "nothing is written by typing"


def test_the_last_words_before_a_tab_closes_are_kept(browser: Browser, served: Served) -> None:
    with visiting(browser, served) as context:
        page = opened(context, served)
        page.get_by_label("Text", exact=True).fill("Half a sentence")
        page.close(run_before_unload=True)
        page = opened(context, served, "/")
        expect(page.get_by_text("Typed and not yet saved")).to_be_visible()
        page.get_by_role("link", name="Examplia: First period").click()
        expect(page.get_by_label("Text", exact=True)).to_have_value("Half a sentence")


def test_a_killed_server_loses_nothing_and_its_page_says_no_wrong_word(
    browser: Browser, home: Path, tmp_path: Path
) -> None:
    with serving(home, tmp_path / "state") as served, visiting(browser, served) as context:
        page = opened(context, served)
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.get_by_label("Text", exact=True).fill("Half a sentence")
        served.kill()
        page.get_by_label("Text", exact=True).fill("Half a sentence more")
        expect(page.get_by_role("alert")).to_contain_text("The form has stopped.")
        page.get_by_role("button", name="Save").click()
        page.wait_for_timeout(300)
        expect(page.get_by_label("Text", exact=True)).to_have_value("Half a sentence more")
    with serving(home, tmp_path / "state") as served, visiting(browser, served) as context:
        page = opened(context, served)
        page.get_by_role("link", name="Go on with it").click()
        expect(page.get_by_label("Text", exact=True)).to_have_value("Half a sentence")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="Saved")).to_be_visible()
        assert served.answer()["text"] == "Half a sentence"


def test_when_the_server_answers_again_the_page_goes_on_where_it_was(
    browser: Browser, home: Path, tmp_path: Path
) -> None:
    with serving(home, tmp_path / "state") as served, visiting(browser, served) as context:
        page = opened(context, served)
        expect(page.get_by_role("alert")).to_be_hidden()
        served.kill()
        page.get_by_label("Text", exact=True).fill("Typed into the void")
        expect(page.get_by_role("alert")).to_be_in_viewport()
        with serving(home, tmp_path / "state", served.host.rpartition(":")[2]) as again:
            context.new_page().goto(again.address)
            expect(page.get_by_role("alert")).to_be_hidden(timeout=10_000)
            page.get_by_role("button", name="Save").click()
            expect(page.get_by_role("heading", name="Saved")).to_be_visible()
            assert again.answer()["text"] == "Typed into the void"


def test_a_second_tab_on_the_same_entry_is_shown_what_the_first_one_did(browser: Browser, served: Served) -> None:
    with visiting(browser, served) as context:
        one, two = opened(context, served), opened(context, served)
        one.get_by_label("Duration").fill("P4M")
        one.get_by_role("button", name="Save").click()
        expect(one.get_by_role("heading", name="Saved")).to_be_visible()
        two.get_by_label("Text", exact=True).fill("Mine.")
        two.get_by_role("button", name="Save").click()
        expect(two.get_by_role("heading", name="Somebody else changed this")).to_be_visible()
        expect(two.get_by_label("Duration")).to_have_value("P4M")
        assert served.answer()["text"] != "Mine."
        two.get_by_role("button", name="Save").click()
        expect(two.get_by_role("heading", name="Saved")).to_be_visible()
        assert (served.answer()["value"], served.answer()["text"]) == ("P4M", "Mine.")


def test_errors_and_new_entries_take_the_focus(browser: Browser, served: Served) -> None:
    with visiting(browser, served) as context:
        page = opened(context, served)
        page.get_by_label("Duration").fill("3 months")
        for button, words in (("Check and preview", "It cannot be saved like this"), ("Save", "Not saved")):
            page.get_by_role("button", name=button, exact=True).click()
            expect(page.get_by_role("heading", name=words)).to_be_in_viewport()
            expect(page.locator("#errors")).to_be_focused()
        page.locator("#errors").get_by_role("link").click()
        expect(page.get_by_label("Duration")).to_be_focused()
        page = opened(context, served, "/xa/authorities/county-prosecution")
        page.get_by_role("button", name="Add: Contacts").click()
        expect(page.locator("#f-contacts-3-kind")).to_be_focused()


# ---------------------------------------------------------------- every way in


def test_the_whole_way_by_keyboard(browser: Browser, served: Served) -> None:
    def tab_to(page: Page, name: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            focused = page.evaluate("(document.activeElement.labels?.[0] || document.activeElement).textContent.trim()")
            if focused.startswith(name):
                return
        pytest.fail(f"{name} is not reached")

    with visiting(browser, served) as context:
        page = opened(context, served, "/")
        for name, address in (("Examplia", "/xa"), ("First period", ANSWER)):
            tab_to(page, name)
            page.keyboard.press("Enter")
            page.wait_for_url(served.host + address)
        tab_to(page, "Duration")
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type("P4M")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Saving changes")).to_be_visible()
        assert served.answer()["value"] == "P3M", "Enter in a field only checks"
        tab_to(page, "Save")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Saved")).to_be_visible()
        assert served.answer()["value"] == "P4M"


def test_without_a_script_the_buttons_do_the_same(browser: Browser, served: Served) -> None:
    with visiting(browser, served, java_script_enabled=False) as context:
        page = opened(context, served)
        page.get_by_label("Duration").fill("3 months")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Not saved: a check finds errors.")).to_be_visible()
        expect(problems_of(page, "value")).to_contain_text("is not a duration")
        page.get_by_label("Duration").fill("P4M")
        page.get_by_role("button", name="Add: Variants").click()
        expect(page.get_by_label("Duration").first).to_have_value("P4M")
        page.get_by_role("button", name="Remove Variants, no. 1").click()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="Saved")).to_be_visible()
        assert served.answer()["value"] == "P4M"


PAGES = ("/", "/xa", ANSWER, "/xa/procedure/deadline", "/xa/officers/duty-desk", "/xa/procedure/+text", "/xa/country",
         "/xa/authorities/+new")  # fmt: skip


def faults(page: Page) -> list[str]:
    """What axe finds, in words."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {each['nodes'][0]['html'][:150]}" for each in found["violations"]]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(
    browser: Browser, served: Served, size: tuple[int, int], scheme: str
) -> None:
    with visiting(browser, served, size, color_scheme=scheme) as context:
        page = context.new_page()
        for address in PAGES:
            page.goto(served.host + address)
            assert faults(page) == [], address
            across = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
            assert across <= size[0], address
        page.goto(served.host + ANSWER)
        page.get_by_label("Duration").fill("3 months")
        with page.expect_navigation():  # the form asks whether it is there before it goes on
            page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Not saved: a check finds errors.")).to_be_visible()
        assert faults(page) == [], "with problems"
        page.get_by_label("Duration").fill("P4M")
        with page.expect_navigation():  # the form asks whether it is there before it goes on
            page.get_by_role("button", name="Check and preview").click()
        expect(page.get_by_role("heading", name="Saving changes")).to_be_visible()
        assert faults(page) == [], "with a preview"
        across = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
        assert across <= size[0]
        with page.expect_navigation():  # the form asks whether it is there before it goes on
            page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="Saved")).to_be_visible()
        assert faults(page) == [], "when saved"


def test_on_a_phone_everything_that_is_touched_is_large_enough(browser: Browser, served: Served) -> None:
    with visiting(browser, served, PHONE) as context:
        page = context.new_page()
        for address in ("/", "/xa", "/xa/officers/duty-desk"):
            page.goto(served.host + address)
            small = page.evaluate(
                "() => [...document.querySelectorAll("
                "'button:not(.first), input:not([type=hidden]), select, summary, .tiles a')]"
                ".map(e => [e.type === 'checkbox' ? e.closest('label') : e, e.textContent])"
                ".filter(([e]) => e.getBoundingClientRect().height < 44).map(([, words]) => words)"
            )
            assert small == [], address


# ---------------------------------------------------------------- who may speak to it

ATTACK = """<!doctype html><title>x</title>
<form id=f method=post action="{host}{answer}"><input name=do value=save><input name=status value=unknown></form>
<img src="{host}/xa"><iframe src="{host}/xa"></iframe>
<script>
document.title = "tried";
fetch("{host}/xa", {{credentials: "include"}}).then(r => r.text()).then(t => {{ document.title = "read " + t.length; }})
  .catch(() => {{ document.title = "not read"; }});
fetch("{host}{answer}", {{method: "POST", mode: "no-cors", credentials: "include",
  headers: {{"content-type": "application/x-www-form-urlencoded"}}, body: "do=save&status=unknown"}}).catch(() => 0);
</script>"""


def test_a_page_of_another_origin_neither_reads_nor_writes(browser: Browser, served: Served, tmp_path: Path) -> None:
    (tmp_path / "evil").mkdir()
    (tmp_path / "evil/index.html").write_text(ATTACK.format(host=served.host, answer=ANSWER), encoding="utf-8")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            return

    before = (served.home / FILE).read_bytes()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "evil"))) as evil:
        threading.Thread(target=evil.serve_forever, daemon=True).start()
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(served.address)
            page.wait_for_url(f"{served.host}/")
            page.goto(f"http://127.0.0.1:{evil.server_port}/")
            page.wait_for_function("document.title.startsWith('not read') || document.title.startsWith('read')")
            assert page.title() == "not read"
            assert "Examplia" not in page.frames[1].content()
            with page.expect_navigation():
                page.evaluate("document.getElementById('f').submit()")
            assert "must come from the form's own pages" in page.content() or "another site" in page.content()
        evil.shutdown()
    assert (served.home / FILE).read_bytes() == before


def test_the_address_opens_the_form_in_one_browser_alone(browser: Browser, served: Served) -> None:
    with visiting(browser, served), browser.new_context() as other:
        page = other.new_page()
        answer = page.goto(served.address)
        assert answer is not None
        assert answer.status == 403
        answer = page.goto(f"{served.host}/xa")
        assert answer is not None
        assert answer.status == 403


def test_it_listens_on_this_machine_alone_and_ends_when_asked(served: Served) -> None:
    assert served.host.startswith("http://127.0.0.1:")
    served.process.send_signal(signal.SIGINT)
    served.process.wait(15)
