"""Site files: one TOML file says where a site's pages have what, and which of its texts are no part of its articles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cleaners import Cleaned, Page, clean_page, clean_text, layout_files, rules
from cleaners.layout_files import LayoutError, load_site, read_layouts
from cleaners.rules import site_files, site_rules
from cleaners.types import ArtifactKind
from cleaners.word_lists import RuleError
from seeds.newsroom import Newsroom
from seeds.newsroom.server import key

LEAD = "افتتح رئيس البلدية صباح اليوم سوق الخضار الجديد في وسط الديرة بعد عامين من العمل."
REST = "وقال إن السوق يضم ثمانين محلا، وإن إيجارها لن يرتفع قبل ثلاث سنوات."
SIGNATURE = "الديرة تكتب من السوق لأهلها"
"""A line that no general rule takes: Dira writes from the market for its people."""

LAYOUT = """
[layout]
why = "Articles of dira.example."
container = [".story"]
title = [".story-title"]
subtitle = [".story-deck"]
date = [".story-day"]
author = [".story-by"]
section = [".story-desk"]
tags = [".story-words a"]

[[layout.drop]]
select = ".story-tools"
kind = "share_prompt"
why = "Buttons."
"""
RULE = """
[[rule]]
id = "site.dira.signature"
kind = "author_box"
why = "Its correspondents sign so."
zone = "tail"
match = '^الديره تكتب من السوق'
remove = ["الديرة تكتب من السوق لأهلها"]
keep = ["الديرة تكتب تاريخها بنفسها."]
"""

PAGE = f"""<html><head><title>سوق - الديرة</title>
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "الديرة", "articleSection": "غير مصنف",
"datePublished": "1999-01-01", "author": {{"name": "موظف الإدخال"}}, "keywords": "عام"}}</script></head><body>
<div class="story-desk">أسواق</div><h2 class="story-title">سوق الديرة الجديد يفتح أبوابه</h2>
<p class="story-deck">ثمانون محلا وإيجار ثابت</p><span class="story-day">12 أيار 2024</span>
<span class="story-by">كتبت: هالة السالم</span>
<div class="story"><p>{LEAD}</p><div class="story-tools">أرسل لصديق</div><p>{REST}</p><p>{SIGNATURE}</p></div>
<div class="story-words"><a href="/w/1">أسواق</a><a href="/w/2">الديرة</a></div></body></html>"""


@pytest.fixture
def sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(rules, "SITES_DIR", tmp_path)
    layout_files.load_site.cache_clear()
    yield tmp_path
    layout_files.load_site.cache_clear()


def write(folder: Path, text: str, name: str = "dira.example") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


def page(html: str = PAGE, url: str = "https://news.dira.example/7", fetched: date | None = None) -> Page:
    at = datetime(fetched.year, fetched.month, fetched.day, tzinfo=UTC) if fetched else None
    return Page(url=url, body=html.encode(), fetched_at=at)


def texts(cleaned: Cleaned) -> list[str]:
    return [block.text for block in cleaned.blocks]


def test_what_the_site_file_points_to_comes_before_the_markup(sites: Path) -> None:
    write(sites, LAYOUT)
    got = clean_page(page())
    assert got.extractor == "site.dira.example"
    assert (got.title, got.subtitle) == ("سوق الديرة الجديد يفتح أبوابه", "ثمانون محلا وإيجار ثابت")
    assert (got.section, got.authors, got.tags) == ("أسواق", ("هالة السالم",), ("أسواق", "الديرة"))
    assert got.published is not None
    assert (got.published.value.date(), got.published.origin) == (date(2024, 5, 12), "visible")


def test_an_element_that_the_site_file_drops_stands_in_the_ledger(sites: Path) -> None:
    write(sites, LAYOUT)
    got = clean_page(page())
    assert texts(got) == [LEAD, REST, SIGNATURE]
    assert [(r.rule_id, r.kind, r.scope, r.text, r.span) for r in got.removals] == [
        ("site.dira.example.share_prompt", ArtifactKind.SHARE_PROMPT, "dom", "أرسل لصديق", None)
    ]


def test_a_place_that_is_not_on_the_page_leaves_what_the_markup_says(sites: Path) -> None:
    write(sites, LAYOUT)
    got = clean_page(page(PAGE.replace("story-by", "by").replace("story-day", "day")))
    assert got.authors == ("موظف الإدخال",)
    assert got.published is not None
    assert got.published.value.date() == date(1999, 1, 1)


def test_a_day_that_the_site_prints_keeps_the_time_that_the_markup_knows(sites: Path) -> None:
    write(sites, LAYOUT)
    got = clean_page(page(PAGE.replace("1999-01-01", "2024-05-12T09:30:00+03:00")))
    assert got.published is not None
    assert (got.published.value.hour, got.published.precision) == (9, "second")


@pytest.mark.parametrize(
    "domain", ["dira.example", "www.dira.example", "m.news.dira.example", "DIRA.example."]
)
def test_a_text_is_cleaned_with_the_rules_of_its_site_and_its_subdomains(sites: Path, domain: str) -> None:
    write(sites, RULE)
    text = "\n".join((LEAD, REST, SIGNATURE))
    assert texts(clean_text(text, domain=domain)) == [LEAD, REST]
    assert texts(clean_text(text)) == [LEAD, REST, SIGNATURE]
    assert texts(clean_text(text, domain="notdira.example")) == [LEAD, REST, SIGNATURE]


def test_a_subdomain_may_have_a_file_of_its_own(sites: Path) -> None:
    write(sites, LAYOUT)
    write(sites, LAYOUT.replace(".story-tools", ".none"), "old.dira.example")
    assert clean_page(page(url="https://old.dira.example/7")).extractor == "site.old.dira.example"
    assert clean_page(page(url="https://new.dira.example/7")).extractor == "site.dira.example"


def test_a_page_is_cleaned_with_the_rules_of_its_site_too(sites: Path) -> None:
    write(sites, LAYOUT + RULE)
    got = clean_page(page())
    assert texts(got) == [LEAD, REST]
    assert [r.rule_id for r in got.removals if r.scope == "block"] == ["site.dira.signature"]


OLD_AND_NEW = """
[[layout]]
why = "Until it was rebuilt."
container = ["#old"]
until = 2020-01-01
[[layout]]
why = "Rebuilt."
container = ["#new"]
since = 2020-01-01
"""


def twofold(day: str) -> str:
    """A page with both containers, as no real one has: which of them is read shows which layout was."""
    head = f'<meta property="article:published_time" content="{day}">'
    return f"<head>{head}</head><div id=old><p>{LEAD}</p></div><div id=new><p>{REST}</p></div>"


@pytest.mark.parametrize(
    ("html", "url", "fetched", "read"),
    [
        (twofold("2018-03-01"), "https://dira.example/1", date(2019, 6, 1), LEAD),
        (twofold("2018-03-01"), "https://dira.example/1", date(2024, 6, 1), REST),
        (twofold("2018-03-01"), "https://dira.example/1", None, LEAD),
        (twofold("2021-03-01"), "https://dira.example/1", None, REST),
        (twofold(""), "https://dira.example/2018/03/01/market", None, LEAD),
        (twofold(""), "https://dira.example/1", None, REST),
        (twofold("2018-03-01").replace("id=new", ""), "https://dira.example/1", date(2024, 6, 1), LEAD),
    ],
    ids=[
        "fetched before it was rebuilt",
        "an old article printed by the new system",
        "nobody knows when it was fetched: the day of publication",
        "published since",
        "the day in the address",
        "no day at all: the present layout",
        "an archive that stands as it was made",
    ],
)
def test_a_page_is_read_with_the_layout_of_its_day(
    sites: Path, html: str, url: str, fetched: date | None, read: str
) -> None:
    write(sites, OLD_AND_NEW)
    assert texts(clean_page(page(html, url, fetched))) == [read]


@pytest.mark.parametrize(
    ("published", "kept"), [("2019-12-31", [LEAD, REST]), ("2020-01-01", [LEAD, REST, SIGNATURE])]
)
def test_a_text_rule_holds_for_what_was_published_in_its_time(
    sites: Path, published: str, kept: list[str]
) -> None:
    write(sites, LAYOUT.replace('date = [".story-day"]\n', "") + RULE + "until = 2020-01-01\n")
    got = clean_page(page(PAGE.replace("1999-01-01", published), fetched=date(2026, 1, 1)))
    assert texts(got) == kept


def test_a_text_without_a_day_is_cleaned_with_the_rules_that_still_hold(sites: Path) -> None:
    write(sites, RULE + "until = 2020-01-01\n" + RULE.replace("signature", "now") + "since = 2020-01-01\n")
    got = clean_text("\n".join((LEAD, REST, SIGNATURE)), domain="dira.example")
    assert [removal.rule_id for removal in got.removals] == ["site.dira.now"]


def test_the_site_file_is_part_of_the_rules_version(sites: Path) -> None:
    without = clean_text(LEAD).rules_version
    path = write(sites, RULE)
    assert clean_text(LEAD, domain="dira.example").rules_version != without
    assert clean_text(LEAD, domain="elsewhere.example").rules_version == without
    assert path.exists()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (RULE.replace("[[rule]]", "[[rules]]"), "key 'rules': no such key; the file has layout and rule"),
        (RULE.replace("[[rule]]", "[rule]"), r"key 'rule': .*write \[\[rule\]\]"),
        (RULE + 'since = "2020-01-01"\n', "rule site.dira.signature: key 'since': .* without quotes"),
        (RULE + "since = 2020-01-01\nuntil = 2020-01-01\n", "key 'until': 2020-01-01 is not after since"),
        (RULE + 'tells = "weather"\n', "key 'tells': unknown 'weather'; take one of"),
    ],
)
def test_a_broken_rule_is_told_with_file_key_and_remedy(sites: Path, text: str, complaint: str) -> None:
    path = write(sites, text)
    with pytest.raises(RuleError, match=rf"dira\.example\.toml: .*{complaint}"):
        site_rules(path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[layouts]\n", "key 'layouts': no such key"),
        ("layout = 1\n", r"key 'layout': not a table; write \[layout\]"),
        (LAYOUT.replace(".story-day", ".story["), "key 'date': '.*' is no CSS selector"),
        (LAYOUT + "until = 2020\n", "drop 1: key 'until': 2020 is no date"),
        (OLD_AND_NEW.replace("until = 2020", "since = 2021-01-01\nuntil = 2020"), "key 'until'"),
    ],
)
def test_a_broken_layout_is_told_with_file_key_and_remedy(sites: Path, text: str, complaint: str) -> None:
    with pytest.raises(LayoutError, match=rf"dira\.example\.toml: .*{complaint}"):
        read_layouts(write(sites, text))


@pytest.mark.parametrize("name", ["www.dira.example", "Dira.example", "dira example"])
def test_a_file_that_no_page_would_find_is_refused(sites: Path, name: str) -> None:
    with pytest.raises(RuleError, match="call it after the domain"):
        site_rules(write(sites, RULE, name))


@pytest.mark.parametrize("path", site_files(), ids=lambda path: path.stem)
def test_the_site_files_that_come_with_naqi_load_and_say_something(path: Path) -> None:
    assert site_rules(path) or load_site(path.stem)


def test_the_newsrooms_old_portal_comes_out_word_for_word_by_its_site_file() -> None:
    newsroom = Newsroom()
    stored = [a for a in newsroom.articles if a.site == "qadim" and a.fate == "stored"]
    for article in stored:
        answer = newsroom.find(key(article.url))
        assert answer is not None
        got = clean_page(Page(url=article.url, body=answer.body, headers=answer.headers))
        assert got.extractor == "site.qadim.example"
        assert (got.title, got.section, tuple(texts(got))) == (article.title, None, article.paragraphs)
        assert got.published is not None
        assert article.published is not None
        assert got.published.value.date() == article.published.date()
    assert len(stored) >= 7


@pytest.mark.parametrize(
    "domain", ["a." * 200 + "com", "أخبار" * 60, "../rules/edge", "\x00", "\ud800", ".", "-"]
)
def test_a_domain_that_no_site_can_have_has_no_rules_of_its_own(domain: str) -> None:
    assert clean_text(f"{LEAD}\n{REST}", domain=domain) == clean_text(f"{LEAD}\n{REST}")
