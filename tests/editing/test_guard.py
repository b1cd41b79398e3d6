"""Only the browser that was given the address reaches the form, and only from the form's own pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import HOST, PORT, Editor
from starlette.testclient import TestClient

from cdmanual.editing.form.guard import LARGEST_REQUEST

PAGE = "/xa/procedure/deadline"
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def editor(copied: Path, tmp_path: Path) -> Editor:
    return Editor(copied, tmp_path / "state")


@pytest.fixture
def stranger(editor: Editor) -> TestClient:
    """Another program on this machine, which has no cookie."""
    return TestClient(editor.guard, base_url=HOST)


def test_without_the_address_nothing_is_shown(stranger: TestClient) -> None:
    for path in ("/", PAGE, "/assets/form.js", "/+changes/x.json", "/nowhere"):
        answer = stranger.get(path)
        assert answer.status_code == 403
        assert "good once" in answer.text


def test_the_token_is_good_once(editor: Editor, stranger: TestClient) -> None:
    answer = stranger.get(editor.guard.address)
    assert answer.status_code == 403
    assert "used before" in answer.text
    assert not stranger.cookies
    assert editor.client.get(editor.guard.address).status_code == 200, "a reload in the tab that has the cookie"


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "%00", "é"])
def test_a_guessed_token_opens_nothing(copied: Path, tmp_path: Path, token: str) -> None:
    guard = Editor(copied, tmp_path).guard
    guard._is_new = True
    client = TestClient(guard, base_url=HOST)
    assert client.get(f"/?token={token}").status_code == 403
    assert client.get(guard.address).status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(copied: Path, tmp_path: Path) -> None:
    guard = Editor(copied, tmp_path).guard
    guard._is_new = True
    answer = TestClient(guard, base_url=HOST).get(guard.address)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert guard.token not in answer.headers["set-cookie"]
    assert "location" not in answer.headers, "behind a redirect a strict cookie would stay away"


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", "[::1]:8000", "", f"127.0.0.1.:{PORT}"]
)
def test_another_name_for_this_machine_is_not_answered(editor: Editor, host: str) -> None:
    assert editor.client.get(PAGE, headers={"host": host}).status_code == 421


def test_localhost_is_this_machine_too(editor: Editor) -> None:
    cookie = {"cookie": f"{editor.guard.cookie}={editor.guard._session}"}
    assert TestClient(editor.guard, base_url=f"http://localhost:{PORT}").get(PAGE, headers=cookie).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [None, "null", "https://evil.example", f"https://127.0.0.1:{PORT}", "http://127.0.0.1:1", f"{HOST}.evil.example"],
)
def test_what_another_site_sends_is_refused(editor: Editor, copied: Path, origin: str | None) -> None:
    before = (copied / "countries/xa/procedure.yml").read_bytes()
    headers = {**FORM, **({"origin": origin} if origin is not None else {})}
    answer = editor.client.post(PAGE, content="do=save&status=unknown", headers=headers)
    assert answer.status_code == 403
    assert (copied / "countries/xa/procedure.yml").read_bytes() == before


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_even_a_picture_on_another_site_gets_nothing(editor: Editor, site: str) -> None:
    assert editor.client.get(PAGE, headers={"sec-fetch-site": site}).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(editor: Editor, method: str) -> None:
    assert editor.client.request(method, PAGE, headers={"origin": HOST}).status_code == 405


def test_no_answer_may_be_read_framed_or_kept_by_another_page(editor: Editor, stranger: TestClient) -> None:
    answers = [editor.client.get(path) for path in ("/", "/xa", PAGE, "/assets/form.css", "/nowhere", "/xa/x/y")]
    answers += [stranger.get("/"), editor.client.get("/", headers={"host": "evil.example"})]
    answers.append(editor.client.post(PAGE, content="do=type", headers={**FORM, "origin": HOST}))
    for answer in answers:
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_more_than_a_record_holds_is_refused(editor: Editor) -> None:
    headers = {**FORM, "origin": HOST}
    assert editor.client.post(PAGE, content="x" * (LARGEST_REQUEST + 1), headers=headers).status_code == 413

    def endless():
        for _ in range(LARGEST_REQUEST // 65536 + 2):
            yield b"x" * 65536

    assert editor.client.post(PAGE, content=endless(), headers=headers).status_code == 413
    assert editor.client.post(PAGE, content="&".join("a=1" for _ in range(20_001)), headers=headers).status_code == 413
    assert editor.client.post(PAGE, content="x", headers={**headers, "content-length": "-1"}).status_code in (400, 413)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../form.css", "/assets/entry.html.j2", "/assets/%2e%2e%2fedition.yml", "/../../etc/passwd",
        "/xa/procedure/%2e%2e", "/+changes/..%2fdrafts", "/+changes/x.yml", "/XA/procedure/deadline",
        "/xa/procedure/+new", "/xa/procedure", "/xa/country/name", "/xq/procedure/deadline", "/xa/officers/nobody",
    ],
)  # fmt: skip
def test_an_address_that_is_no_page_shows_none(editor: Editor, path: str) -> None:
    assert editor.client.get(path).status_code == 404


def test_pages_load_nothing_but_their_own_style_and_script(editor: Editor) -> None:
    source = editor.open(PAGE).source
    assert '<script defer src="/assets/form.js"></script>' in source
    assert source.count("<script") == 1
    assert " style=" not in source
    assert " onclick" not in source
