"""The way to correct something, in a real browser: opens without scripts, copies with them, stays out of the way."""

from __future__ import annotations

from tabs import PHONE, Opener

from builds import Built

PAGES = ("countries/xa/index.html", "countries/xa/contacts.html")


def test_the_lines_are_copied_at_a_press_and_a_reader_is_told(fictitious: Built, opened: Opener) -> None:
    with opened() as tab:
        page = tab.open(fictitious.site / "countries/xa/index.html", "#substitution")
        box = page.locator("#substitution .cd-fix")
        assert box.locator("button").count() == 0
        box.locator("summary").press("Enter")
        page.evaluate("document.addEventListener('copy', () => { window.copied = String(getSelection()); })")
        page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})")
        box.locator("button").press("Enter")
        page.locator("#cd-said", has_text="Copied.").wait_for(state="attached")
        assert page.evaluate("window.copied").strip() == box.locator("pre").text_content()
        box.locator("summary").press("Enter")
        box.locator("summary").press("Enter")
        assert box.locator("button").count() == 1


def test_without_scripts_the_lines_open_and_nothing_promises_more(fictitious: Built, opened: Opener) -> None:
    with opened(scripts=False) as tab:
        page = tab.open(fictitious.site / "countries/xa/contacts.html")
        box = page.locator(".cd-fix").first
        assert not box.locator("pre").is_visible()
        box.locator("summary").click()
        assert box.locator("pre").is_visible()
        assert "secured channel" in box.inner_text()
        assert box.locator("button").count() == 0


def test_it_is_large_enough_to_touch_and_not_printed(fictitious: Built, opened: Opener) -> None:
    with opened(PHONE) as tab:
        for path in PAGES:
            page = tab.open(fictitious.site / path)
            for box in page.locator(".cd-fix summary").all()[:5]:
                assert (box.bounding_box() or {"height": 0})["height"] >= 24  # WCAG 2.2, 2.5.8
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
            page.emulate_media(media="print")
            assert not page.locator(".cd-fix").first.is_visible()
            page.emulate_media(media="screen")
