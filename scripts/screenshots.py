"""Make the pictures of the README and of the editors' book, in Chromium: pages of the site, the PDF and the form."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue
from threading import Thread

import pikepdf
from playwright.sync_api import Browser, Page, sync_playwright

from cdmanual.editing.drafts import Drafts
from cdmanual.editing.form.app import Form
from cdmanual.editing.form.desk import Desk, Setting
from cdmanual.editing.form.pages import Pages
from cdmanual.editing.form.run import run
from cdmanual.publish.labels import Labels
from cdmanual.records.schemas import Schemas

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "content" / "images"
BOOK = ROOT / "content" / "pages" / "editors" / "images"
STATE, NAME = "hr", "Croatia"
# The day on which the correction in the book is made; pictures do not change with the clock.
NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
WIDTH = 480


def first_page(manual: str) -> int:
    """The number of the page on which the state's chapter begins, from the bookmarks."""
    with pikepdf.open(manual) as pdf, pdf.open_outline() as outline:
        entries = [child for item in outline.root for child in item.children]
        target = next(entry.destination[0] for entry in entries if entry.title.endswith(NAME))
        return next(number for number, page in enumerate(pdf.pages, 1) if page.objgen == target.objgen)


def open_form(home: Path, state: Path) -> str:
    """Serve the form on records, in a thread of its own that ends with this program; its address."""
    schemas, templates = Schemas(ROOT / "schemas"), ROOT / "content" / "form"
    setting = Setting(home, schemas, Labels(schemas.by_kind), lambda: NOW, state / "outbox", None)
    form = Form(Desk(setting), Drafts(state, home), Pages(templates), templates)
    addresses: Queue[str] = Queue()
    Thread(target=run, args=(form, 0, addresses.put), daemon=True).start()
    return addresses.get(timeout=30)


def put_under_git(home: Path) -> None:
    """Make a folder a checkout with one commit, always the same one."""
    day = NOW.isoformat()
    os.environ.update(GIT_AUTHOR_DATE=day, GIT_COMMITTER_DATE=day, GIT_CONFIG_GLOBAL=os.devnull)
    for step in (
        ("init", "-q", "-b", "main"),
        ("config", "user.name", "Editor"),
        ("config", "user.email", "editor@example.org"),
        ("remote", "add", "origin", "https://code.example.org/manual.git"),
        ("add", "-A"),
        ("commit", "-q", "-m", "The sample record"),
    ):
        subprocess.run(["git", *step], cwd=home, check=True)


def picture(page: Page, name: str, first: str, last: str = "") -> None:
    """Save what stands from one element to the end of another, over the whole width of a large phone."""
    page.evaluate("scrollTo(0, 0)")
    top, end = (page.locator(place).first.bounding_box() for place in (first, last or first))
    if not top or not end:
        sys.exit(f"{name}: the form shows no {first} or no {last}; mend scripts/screenshots.py")
    above = max(0, top["y"] - 12)
    clip = {"x": 0, "y": above, "width": WIDTH, "height": end["y"] + end["height"] + 12 - above}
    page.screenshot(path=BOOK / f"{name}.png", clip=clip, full_page=True)


def form_pictures(browser: Browser) -> None:
    """A first correction of the sample record, step by step: a number is changed, checked and saved."""
    BOOK.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(ROOT / "content" / "sample", f"{folder}/practice"))
        put_under_git(home)
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, bypass_csp=True)
        page.goto(open_form(home, Path(folder) / "state"))
        page.get_by_role("link", name="Samplia").click()
        page.wait_for_url("**/xs")
        picture(page, "state", "section:has(a:text-is('General Police Directorate'))")
        page.get_by_role("link", name="General Police Directorate").click()
        page.wait_for_url("**/police-directorate")
        # The bar with the buttons would lie over what is shown.
        page.add_style_tag(content=".actions { position: static !important; }")
        number = "#f-contacts-0-number"
        page.fill(number, "0204 79460305")
        page.locator("[data-for='contacts/0/number'] p").wait_for()
        picture(page, "problem", f".field:has({number})")
        page.fill(number, "+442079460305")
        page.locator("[data-for='contacts/0/number'] p").wait_for(state="detached")
        page.fill("#f-contacts-0-as_of", "2026-11-28")
        page.fill("#f-contacts-0-verified-on", "2026-11-28")
        page.select_option("#f-contacts-0-verified-by", "national-authority")
        page.locator("[data-for='contacts/0/verified/on'] p").wait_for(state="detached")
        picture(page, "verified", "#f-contacts-0-verified")
        page.get_by_role("button", name="Check and preview").last.click()
        page.locator("#preview").wait_for()
        picture(page, "preview", ".preview")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("heading", name="Saved").wait_for()
        picture(page, "saved", "h1", "pre")
    note_sizes(BOOK.parent / "first-correction.md")


def note_sizes(chapter: Path) -> None:
    """Write beside each picture how large it is, so that nothing moves while a page loads."""

    def sized(found: re.Match[str]) -> str:
        width, height = struct.unpack(">II", (chapter.parent / found[1]).read_bytes()[16:24])
        return f'({found[1]}){{ width="{width}" height="{height}" }}'

    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(re.sub(r"\((images/\S+\.png)\)(?:\{.*?\})?", sized, text), encoding="utf-8")


def main() -> None:
    """Write the pictures; needs a build, Chromium, git and pdftoppm."""
    chromium, pdftoppm = shutil.which("chromium"), shutil.which("pdftoppm")
    if not chromium or not pdftoppm:
        sys.exit("screenshots need Chromium and pdftoppm (apt-get install chromium poppler-utils)")
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1000, "height": 1180})
        page.goto((ROOT / "build" / "site" / "countries" / STATE / "index.html").as_uri())
        page.locator("time[data-zone]").evaluate(
            "place => { place.textContent = ''; }"
        )  # a clock would differ each time
        page.screenshot(path=IMAGES / "state-page.png")
        form_pictures(browser)
        browser.close()
    with tempfile.TemporaryDirectory() as folder:
        manual = str(ROOT / "build" / "manual.pdf")
        number = str(first_page(manual))
        subprocess.run(
            [pdftoppm, "-r", "90", "-png", "-singlefile", "-f", number, "-l", number, manual, f"{folder}/page"],
            check=True,
        )
        shutil.move(f"{folder}/page.png", IMAGES / "manual-page.png")


if __name__ == "__main__":
    main()
