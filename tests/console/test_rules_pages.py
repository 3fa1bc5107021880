"""The pages of rules: each with its reason and what it took, and one that is being written tried without being saved."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from console.options import Options
from console.pages import rules as pages
from pipelines.reading.rules import RunHits
from pipelines.rulework.inventory import all_rules
from tests.archive.conftest import OLD, Paper
from tests.console.asking import HERE, Asking
from tests.console.test_article_page import LINES, NOTICE, page, publish

SHOP = "زوروا متجرنا الجديد في وسط المدينة"  # visit our new shop in the town
TOML = f"""\
[[rule]]
id = "site.jannah.shop"
kind = "advertisement"
why = "The paper's shop."
match = '^زوروا متجرنا'
remove = ["{SHOP}"]
keep = ["زوروا المعرض الجديد"]
"""


@pytest.fixture
def ask(paper: Paper) -> Asking:
    publish(paper, "20260305T071500-3fa2", page(LINES[0], NOTICE, LINES[1], SHOP, LINES[2]))
    return Asking(Options(database_url=paper.url, archive=paper.root))


def tree(text: str) -> LexborHTMLParser:
    return LexborHTMLParser(text)


def test_every_rule_is_listed_under_its_kind_and_leads_to_its_page(ask: Asking) -> None:
    answer = ask.get("/rules")
    found = tree(answer.text)
    assert {node.text() for node in found.css("tbody th code")} >= {rule.id for rule in all_rules()}
    line = next(node for node in found.css("tbody tr") if "related.read_also" in node.text())
    assert line.css_first("td.n").text(strip=True) == "1"
    assert line.css_first("a").attributes["href"] == "/rules/related.read_also"


def test_the_list_is_filtered(ask: Asking) -> None:
    found = tree(ask.get("/rules?fired=yes").text)
    assert [node.text() for node in found.css("tbody th code")] == ["related.read_also"]
    assert "No rule is like that" in ask.get("/rules?words=%3Cscript%3E").text


def test_a_rule_shows_reason_examples_runs_and_hits(ask: Asking) -> None:
    answer = ask.get("/rules/related.read_also")
    found = tree(answer.text)
    assert "Inline link to another story" in found.css_first(".lead").text()
    assert NOTICE in [node.text() for node in found.css(".examples del")]
    assert [node.text() for node in found.css(".hits del")] == [NOTICE]
    assert len(found.css(".chart rect")) == 1
    assert "[[rule]]" in found.css_first("pre").text()
    assert ask.get("/rules/no.such.rule").status_code == 404


def test_a_rule_of_a_layout_shows_the_elements_that_it_drops(ask: Asking) -> None:
    drop = next(rule for rule in all_rules() if rule.origin == "drop")
    answer = ask.get(f"/rules/{drop.id}")
    assert answer.status_code == 200
    assert "Elements that it drops" in answer.text
    assert ask.get(f"/rules/{drop.id}/would").status_code == 404


def test_an_installed_rule_is_asked_of_the_newest_articles_on_demand(ask: Asking) -> None:
    answer = ask.get("/rules/related.read_also/would")
    assert [node.text() for node in tree(answer.text).css(".hits del")] == [NOTICE]
    assert "taken already by" in answer.text


def test_a_whole_rule_is_tried_and_nothing_is_written(ask: Asking, paper: Paper) -> None:
    before = (paper.var / "naqi.db").read_bytes()
    answer = ask.post("/rules/try", data={"mode": "toml", "toml": TOML, "articles": "50"})
    assert answer.status_code == 200
    found = tree(answer.text)
    assert [node.text() for node in found.css(".hits del")] == [SHOP]
    assert "in the article now" in answer.text
    assert found.css_first("pre").text() == TOML
    assert (paper.var / "naqi.db").read_bytes() == before


def test_the_parts_of_a_rule_are_tried_and_become_toml(ask: Asking) -> None:
    fields = {
        "mode": "fields",
        "kind": "advertisement",
        "match": "^زوروا متجرنا",
        "scope": "block",
        "zone": "any",
    }
    found = tree(ask.post("/rules/try", data=fields).text)
    assert f'remove = ["{SHOP}"]' in found.css_first("pre").text()
    assert found.css_first("textarea[name=match]").text() == "^زوروا متجرنا"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"mode": "toml", "toml": ""}, "there are 0 rules"),
        ({"mode": "toml", "toml": TOML.replace("^", "")}, "must begin with ^"),
        ({"mode": "toml", "toml": "</textarea><script>alert(1)</script>"}, "not valid TOML"),
        ({"mode": "fields", "match": ""}, "'match': missing"),
        ({}, "'match': missing"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_in_words_and_stays_in_the_form(
    ask: Asking, fields: dict[str, str], told: str
) -> None:
    answer = ask.post("/rules/try", data=fields)
    assert answer.status_code == 422
    found = tree(answer.text)
    assert told in found.css_first(".complaint").text()
    assert len(found.css("script")) == 1
    assert found.css_first("textarea[name=toml]").text() == fields.get("toml", "")


def test_another_site_may_not_have_a_rule_tried(ask: Asking) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert ask.post("/rules/try", data={"toml": TOML}, headers=headers).status_code == 403
    assert ask.post("/rules/try", data={}, headers={"Origin": HERE}).status_code == 422
    assert ask.post("/rules", data={}).status_code == 405


def test_a_form_of_megabytes_is_not_read(ask: Asking) -> None:
    assert ask.post("/rules/try", data={"toml": "x" * 1_000_000}).status_code == 413


def test_one_rule_is_tried_at_a_time(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PATIENCE", 0.01)
    with pages.one_at_a_time:
        answer = ask.post("/rules/try", data={"mode": "toml", "toml": TOML})
    assert answer.status_code == 503
    assert "Another rule" in answer.text


def test_the_form_begins_with_an_installed_rule(ask: Asking) -> None:
    found = tree(ask.get("/rules/try?rule=related.read_also").text)
    assert 'id        = "related.read_also"' in found.css_first("textarea[name=toml]").text()
    assert ask.get("/rules/try?rule=none").status_code == 200


def test_columns_of_a_chart_keep_within_it_and_tell_their_run() -> None:
    bars = pages.columns([RunHits(str(number), OLD, number) for number in range(30)])
    assert all(bar.y >= 0 and bar.y + bar.height <= pages.HEIGHT for bar in bars)
    assert all(bar.x + bar.width <= pages.WIDTH for bar in bars)
    assert bars[-1].height == pages.HEIGHT
    assert bars[-1].label == "2026-03-05 07:15: 29"
