"""The search over HTTP answers as the command line does, to this machine's own names, and bounds what it is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from builds import ROOT, Built
from cdmanual.cli import app
from cdmanual.problems import SetupError
from cdmanual.serve import make_app

HOST = "http://127.0.0.1"


@pytest.fixture
def client(fictitious: Built) -> Iterator[TestClient]:
    with TestClient(make_app(fictitious.target, ["127.0.0.1", "localhost"]), base_url=HOST) as made:
        yield made


@pytest.mark.parametrize(
    ("asked", "options"),
    [
        ({"q": "examplia substituton"}, []),
        ({"q": "замена", "country": "XB", "limit": "3"}, ["--country", "XB", "--limit", "3"]),
        ({"q": "examplia", "question": "substitution"}, ["--question", "substitution"]),
        ({"q": "court", "kind": "authority"}, ["--kind", "authority"]),
    ],
)
def test_the_answer_is_that_of_the_command_line(client: TestClient, fictitious: Built, asked, options) -> None:
    said = CliRunner().invoke(
        app,
        ["--root", str(ROOT), "search", "--format", "json", "--target", str(fictitious.target), *options, asked["q"]],
    )
    got = client.get("/api/search", params=asked)
    assert got.status_code == 200
    assert got.headers["content-type"] == "application/json"
    assert got.json() == json.loads(said.stdout)
    assert got.json()["total"] > 0


def test_a_word_document_is_offered_as_one(client: TestClient) -> None:
    got = client.get("/downloads/countries/xa.docx")
    assert got.status_code == 200
    assert got.headers["content-type"].endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "name what you seek"),
        ({"q": "  "}, "name what you seek"),
        ({"q": "a" * 201}, "longer than 200"),
        ({"q": "a", "limit": "0"}, "1 to 100"),
        ({"q": "a", "limit": "101"}, "1 to 100"),
        ({"q": "a", "limit": "-1"}, "1 to 100"),
        ({"q": "a", "limit": "٣"}, "1 to 100"),
        ({"q": "a", "limit": "9" * 5000}, "1 to 100"),
    ],
)
def test_a_wrong_question_is_answered_with_what_is_wrong(client: TestClient, asked: dict[str, str], said: str) -> None:
    got = client.get("/api/search", params=asked)
    assert got.status_code == 400
    assert said in got.json()["error"]


def test_only_this_machines_own_names_are_answered(client: TestClient) -> None:
    """A page elsewhere could make its own name point at this machine (DNS rebinding)."""
    assert client.get("/api/search?q=a", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/api/search?q=a", headers={"Host": "localhost:8000"}).status_code == 200


def test_no_other_site_may_read_an_answer(client: TestClient) -> None:
    got = client.get("/api/search?q=a", headers={"Origin": "https://evil.example"})
    assert not [name for name in got.headers if name.startswith("access-control-")]
    assert client.post("/api/search?q=a").status_code == 405


def test_the_site_is_served_and_nothing_beside_it(client: TestClient) -> None:
    assert "Controlled-Delivery Manual" in client.get("/").text
    assert client.get("/countries/xa/index.html").status_code == 200
    for path in ("/../manifest.json", "/%2e%2e/manifest.json", "/..%2fmanifest.json", "/search/manual.json"):
        assert client.get(path).status_code == 404, path


def test_without_a_build_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="run make"):
        make_app(tmp_path, ["localhost"])
