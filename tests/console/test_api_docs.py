"""The examples of docs/api.md, and the search, against a live server on the newsroom's store, on SQLite and PostgreSQL."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from console.problems import Problem
from tests.console.conftest import serving
from tests.crawl.conftest import Place, TwoCrawls

DOCS = Path("docs/api.md")
THERE = "http://127.0.0.1:8470"
COMMANDS = [
    line
    for block in re.findall(r"```bash\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    for line in block.splitlines()
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, two_crawls: TwoCrawls) -> Iterator[str]:
    if request.param == "sqlite":
        yield request.getfixturevalue("served")
        return
    moved = request.getfixturevalue("moved")
    with serving(Place(two_crawls.place.var, env={"NAQI_DATABASE_URL": moved})) as there:
        yield there


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(verify=False, trust_env=False, timeout=60) as client:  # loading certificates takes long
        yield client


def said(client: httpx.Client, command: str, address: str, named: dict[str, str]) -> httpx.Response:
    """Ask what a curl command asks; one with an option that is not known here fails the test."""
    words = shlex.split(command.replace("ARTICLE_ID", named["article"]).replace("RUN_ID", named["run"]))
    assert words.pop(0) == "curl"
    method, url, headers, data = "GET", "", {}, []
    while words:
        word = words.pop(0)
        if word == "-I":
            method = "HEAD"
        elif word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "--data-urlencode":
            name, _, value = words.pop(0).partition("=")
            data.append((name, value))
        elif word not in ("--compressed", "--get"):
            assert word.startswith(THERE), word
            url = word.replace(THERE, address)
    return client.request(method, url, headers=headers, params=data or None)


def test_each_example_is_answered(client: httpx.Client, address: str, named: dict[str, str]) -> None:
    assert len(COMMANDS) > 12
    for command in COMMANDS:
        answer = said(client, command, address, named)
        assert answer.status_code == 200, (command, answer.text)
        assert answer.headers["ETag"]
        if "/search" in command:
            assert "hits" in answer.json()
        again = client.get(answer.url, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_program_that_keeps_a_copy_has_what_the_store_has(address: str, two_crawls: TwoCrawls) -> None:
    [program] = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    known: dict[str, Any] = {}
    exec(program.replace(THERE, address), known)
    rows = two_crawls.place.rows("SELECT article_id, title, text FROM clean_articles")
    assert {name: (row["title"], row["text"]) for name, row in known["copy"].items()} == {
        row["article_id"]: (row["title"], row["text"]) for row in rows
    }
    assert len(rows) > 10


def bare(title: str) -> str:
    """Type a title as people do: without hamzas, vowel signs and dots."""
    plain = re.sub("[\u064b-\u0652\u0670\u0640]", "", title)
    return (
        plain.translate(str.maketrans("أإآىةؤئ", "ااايهوي"))
        .replace('"', " ")
        .replace("«", " ")
        .replace("»", " ")
    )


def test_every_title_is_found_when_it_is_typed_without_hamzas_and_diacritics(
    client: httpx.Client, address: str, two_crawls: TwoCrawls
) -> None:
    rows = two_crawls.place.rows("SELECT article_id, title FROM clean_articles WHERE title IS NOT NULL")
    changed = 0
    for row in rows:
        typed = bare(row["title"])
        changed += typed != row["title"]
        answer = client.get(f"{address}/api/v1/search", params={"q": typed.replace(" -", " "), "limit": 100})
        found = [hit["article_id"] for hit in answer.json()["hits"]]
        assert row["article_id"] in found, typed
    assert changed > 5


def test_a_word_is_found_where_it_stands_with_a_particle(client: httpx.Client, address: str) -> None:
    def count(typed: str) -> int:
        found: int = client.get(f"{address}/api/v1/search", params={"q": typed}).json()["count"]
        return found

    assert count("مدينة") > count('"مدينة"')


def test_what_the_api_refuses_is_a_problem_on_the_wire_too(client: httpx.Client, address: str) -> None:
    answer = client.get(f"{address}/api/v1/articles", params={"limit": "all"})
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert Problem.model_validate_json(answer.text).status == 422
