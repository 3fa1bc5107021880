"""Evidence: what counts as a word of a list, and what a line must hold for a rule to take it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleaners import clean_text
from cleaners.evidence import Evidence, Vocabulary, convinces, vocabulary, witness
from cleaners.glued import find_glued
from cleaners.rule_files import read_rules
from cleaners.rules import general_rules
from cleaners.text import fold
from cleaners.word_lists import RuleError
from tests.cleaners.rules.articles import PARAGRAPHS, TITLE, article

LISTS = {
    "subscribe": ("اشتراك", "اشترك"),
    "channel": ("صفحة", "قناة"),
    "network": ("فيسبوك", "facebook"),
    "address": ("حمل",),
    "reports": ("قال",),
    "all": ("@subscribe", "@channel"),
}


@pytest.fixture
def words() -> Vocabulary:
    return vocabulary({name: tuple(map(fold, entries)) for name, entries in LISTS.items()})


def rule(**changes: object) -> Evidence:
    known: dict[str, object] = {"lists": frozenset(("subscribe", "channel", "network")), "at_least": 2}
    return Evidence(**{**known, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("للاشتراك", "subscribe"),  # to subscribe
        ("صفحتنا", "channel"),  # our page
        ("والقناة", "channel"),  # and the channel
        ("صفحاتكم", None),  # a plural that is not listed stays unknown
        ("حملة", None),  # a campaign is no download
        ("حمل", "address"),
        ("Facebook", "network"),
    ],
)
def test_words_count_without_clitics_and_endings(words: Vocabulary, word: str, found: str | None) -> None:
    lists = words.lists(fold(word)) or frozenset()
    assert (found in lists) if found else not lists


def test_an_entry_with_an_at_sign_stands_for_a_list(words: Vocabulary) -> None:
    assert {"subscribe", "all"} <= (words.lists("اشتراك") or set())


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ("اشترك في صفحتنا على فيسبوك", True),
        ("على فيسبوك صفحتنا، فاشتراك مجاني", True),  # in any order
        ("اشترك في صفحة جديدة من كتاب التاريخ الطويل", False),  # too thin
        ("صفحة في كتاب", False),  # one word
        ("قال: اشترك في صفحتنا على فيسبوك", False),  # reported
        ("وصفحة القناة على فيسبوك", False),  # goes on with a report
    ],
)
def test_enough_words_make_a_line_an_artifact(words: Vocabulary, line: str, taken: bool) -> None:
    assert convinces(rule(), witness(words, fold(line))) is taken


def test_what_a_rule_needs_must_be_there(words: Vocabulary) -> None:
    seen = witness(words, fold("اشترك في صفحتنا https://news.example/a"))
    assert convinces(rule(needs=(frozenset(("network", "sign:url")),), density=0.3), seen)
    assert not convinces(rule(needs=(frozenset(("network",)),), density=0.3), seen)


def test_a_label_is_read_by_itself(words: Vocabulary) -> None:
    labelled = rule(part="label", density=0.99, behind=4)
    assert convinces(labelled, witness(words, fold("صفحة القناة: سوق الحرف يفتح")))
    assert not convinces(labelled, witness(words, fold("صفحة من القناة الطويلة: سوق الحرف يفتح")))
    assert not convinces(labelled, witness(words, fold("صفحة القناة: سوق الحرف يفتح أبوابه اليوم")))
    assert not convinces(labelled, witness(words, fold("صفحة القناة")))


def test_an_ending_is_read_by_itself(words: Vocabulary) -> None:
    ending = rule(part="ending", density=0.99, at_least=1)
    assert convinces(ending, witness(words, fold("سوق الحرف في الصباح (فيسبوك)")))
    assert not convinces(ending, witness(words, fold("سوق الحرف (فيسبوك) في الصباح")))


def write(path: Path, **changes: object) -> Path:
    keys: dict[str, object] = {
        "id": "test.one", "kind": "share_prompt", "why": "w", "zone": "tail", "evidence": ["share"], "at_least": 1,
        "remove": ["مشاركة"], "keep": ["سوق الحرف"],
    }  # fmt: skip
    keys.update(changes)
    lines = [
        f"{key} = {str(value).lower() if isinstance(value, bool) else value!r}" for key, value in keys.items()
    ]
    (path / "one.toml").write_text("[[rule]]\n" + "\n".join(lines), encoding="utf-8")
    tomllib.loads((path / "one.toml").read_text(encoding="utf-8"))
    return path / "one.toml"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"evidence": ["no_such_list"]}, "evidence"),
        ({"needs": ["share|nothing"]}, "evidence"),
        ({"zone": "any", "density": 0.5}, "density"),
        ({"part": "middle"}, "part"),
        ({"amid": "greek"}, "amid"),
        ({"match": "^a"}, "match"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, changes: dict[str, object], key: str) -> None:
    with pytest.raises(RuleError, match=f"one.toml: rule test.one: key '{key}'"):
        read_rules(write(tmp_path, **changes), {})


def test_a_rule_of_words_loads(tmp_path: Path) -> None:
    assert read_rules(write(tmp_path), {})[0].evidence is not None


def test_a_rule_that_spares_titles_leaves_the_title_alone() -> None:
    title = "قد يعجبك أو لا يعجبك: العمارة القديمة تعود إلى السوق"
    text = "\n\n".join([title, *PARAGRAPHS])
    assert clean_text(text).title == title


def test_a_latin_line_goes_from_an_arabic_text_only() -> None:
    notice = "Restez informés"
    assert [removal.text for removal in clean_text(article(tail=notice)).removals] == [notice]
    french = "Le conseil a discuté lundi du nouveau marché et de ses nombreux petits commerces."
    assert notice in clean_text(f"{french}\n\n{notice}").text


def test_a_prompt_glued_to_a_paragraph_goes_and_the_paragraph_stays() -> None:
    prompt = "تابعوا آخر الأخبار عبر قناتنا على تلغرام"
    cleaned = clean_text("\n\n".join([TITLE, *PARAGRAPHS[:3], f"{PARAGRAPHS[3]} {prompt}", PARAGRAPHS[4]]))
    assert [removal.text for removal in cleaned.removals] == [prompt]
    assert [block.text for block in cleaned.blocks] == list(PARAGRAPHS[:5])


def test_a_stamp_glued_to_the_first_paragraph_goes() -> None:
    cleaned = clean_text("\n\n".join([TITLE, f"2025-12-24 10:30 {PARAGRAPHS[0]}", *PARAGRAPHS[1:3]]))
    assert cleaned.blocks[0].text == PARAGRAPHS[0]


def test_reporting_at_the_edge_of_a_line_is_no_glued_artifact() -> None:
    rules = {rule.id: rule for rule in general_rules()}
    raw = f"{PARAGRAPHS[0]} وغادر القاعة من دون أن يجيب."
    assert find_glued(raw, first=True, rules_of=lambda text: []) == []
    assert find_glued(raw, first=False, rules_of=lambda text: [rules["edge.name"]]) == []


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("راسلونا على akhbar.aljazira@mail.example.com", "sign:email"),  # write to us at …
        ("زوروا موقعنا akhbar-aljazira.com", "sign:url"),  # visit our site …
        ("زوروا موقعنا: ...akhbar.aljazira.net/قسم", "sign:url"),
        ("وموقعaljazira.org", "sign:url"),  # the address touches the word before it
    ],
)
def test_addresses_are_signs_wherever_they_begin(words: Vocabulary, line: str, sign: str) -> None:
    assert sign in words.read(fold(line)).signs


def test_several_artifacts_glued_in_a_row_go_each_with_an_entry_of_its_own() -> None:
    first = f"2025-12-24 10:30 2025-12-25 11:45 {PARAGRAPHS[0]} شاركوا الخبر مع أصدقائكم. تابعوا آخر الأخبار عبر قناتنا على تلغرام"
    cleaned = clean_text("\n\n".join([TITLE, first, *PARAGRAPHS[1:3]]))
    assert cleaned.blocks[0].text == PARAGRAPHS[0]
    assert [removal.text for removal in cleaned.removals] == [
        "2025-12-24 10:30",
        "2025-12-25 11:45",
        "شاركوا الخبر مع أصدقائكم.",  # share the news with your friends
        "تابعوا آخر الأخبار عبر قناتنا على تلغرام",  # follow the news on our Telegram channel
    ]


@pytest.mark.parametrize("gap", [" ", "\t", "   ", "\u3000"])
def test_what_white_space_glues_makes_no_difference(gap: str) -> None:
    short = "وصلت القافلة من دمشق إلى المدينة القديمة مساء أمس."  # the convoy reached the old town last night
    cleaned = clean_text(
        "\n\n".join([TITLE, f"{short}{gap}لا توجد تعليقات", *PARAGRAPHS[1:3]])
    )  # no comments
    assert [removal.text for removal in cleaned.removals] == ["لا توجد تعليقات"]
