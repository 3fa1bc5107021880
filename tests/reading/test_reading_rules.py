"""What is told of rules: hits of the last runs, a sample in its place, and what a rule that is being written would take."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy.orm import Session

from cleaners import clean_text
from cleaners.rules import general_rules
from cleaners.types import Accepted, ArtifactKind, Removal, Verdict
from cleaners.word_lists import RuleError
from pipelines.reading import drafts, rulebook, rules, trying
from pipelines.rulework.preview import preview, read_rule
from tests.store.conftest import Store, accepted, on_sqlite

READ_ALSO = "related.read_also"
NOTICE = "اقرأ أيضًا: الأرصاد تحذر من أمطار رعدية"  # read also: the weather service warns of thunderstorms
SHOP = "زوروا متجرنا الجديد في وسط المدينة"  # visit our new shop in the town
TEXTS = (
    "وصلت إلى المرفأ صباح اليوم ثلاث سفن محملة بالقمح بعد انتظار دام عشرة أيام في عرض البحر.",
    "وقال مدير المرفأ إن تفريغ الحمولة سيستغرق أسبوعا كاملا بسبب نقص العمال والرافعات.",
    "وأضاف أن سفينتين أخريين ستصلان قبل نهاية الشهر إذا سمحت الأحوال الجوية بذلك.",
)
RULE = """\
[[rule]]
id = "site.port.shop"
kind = "advertisement"
why = "The paper's shop."
status = "shadow"
zone = "any"
match = '^زوروا متجرنا'
remove = ["زوروا متجرنا الجديد"]
keep = ["زوروا المعرض الجديد"]
"""


def port(*extra: str) -> Accepted:
    """An article about a port, cleaned by the real rules."""
    cleaned = clean_text("\n".join(["سفن القمح تصل إلى المرفأ", TEXTS[0], *extra, *TEXTS[1:]]))
    return Accepted(cleaned, (Verdict("article", True),))


def clock() -> object:
    """Seconds that pass one at each look."""
    seconds = count()
    return lambda: float(next(seconds))


@pytest.fixture
def store(store: Store) -> Store:
    """A store of two crawls: a rule took a line of one article in the first and nothing in the second."""
    store.start("run-1")
    store.take("run-1", "https://jannah.example/1/", port(NOTICE))
    store.take("run-1", "https://jannah.example/2/", port(SHOP))
    store.finish("run-1", 2)
    store.start("run-2")
    store.take("run-2", "https://jannah.example/3/", port())
    store.finish("run-2", 1)
    return store


def test_the_list_has_every_rule_by_kind_with_its_hits_in_the_last_runs(store: Store) -> None:
    with Session(store.engine) as session:
        found = rules.rule_list(session)
    lines = {line.rule.id: line.hits for _, group in found.kinds for line in group}
    assert found.runs == 2
    assert lines[READ_ALSO] == 1
    assert set(lines) >= {rule.id for rule in general_rules()}
    assert [kind for kind, _ in found.kinds] == sorted(kind for kind, _ in found.kinds)
    related = dict(found.kinds)["related_link"]
    assert related[0].rule.id == READ_ALSO


def test_the_list_is_filtered_by_kind_words_origin_and_hits(store: Store) -> None:
    with Session(store.engine) as session:
        fired = rules.rule_list(session, fired="yes")
        assert [line.rule.id for _, group in fired.kinds for line in group] == [READ_ALSO]
        assert {kind for kind, _ in rules.rule_list(session, kind="copyright").kinds} == {"copyright"}
        named = rules.rule_list(session, words="READ_ALSO", origin="general")
        assert READ_ALSO in {line.rule.id for _, group in named.kinds for line in group}
        assert rules.rule_list(session, words="no rule says this").kinds == ()


def test_a_rule_of_code_is_listed_once_it_took_something_and_says_what_it_is(store: Store) -> None:
    made = accepted()
    learned = Removal("learned.navigation", ArtifactKind.NAVIGATION, "dom", "الرئيسية", None)
    store.start("run-3")
    cleaned = replace(made.cleaned, removals=(learned,))
    store.take("run-3", "https://jannah.example/4/", Accepted(cleaned, made.verdicts))
    with Session(store.engine) as session:
        found = rules.rule_list(session, origin="code")
        page = rules.rule_page(session, "learned.navigation")
    assert [line.rule.id for _, group in found.kinds for line in group] == ["learned.navigation"]
    assert page is not None
    assert "line classifier" in page.described.listed.why
    assert [hit.text for hit in page.sample] == ["الرئيسية"]


def test_a_rule_shows_its_runs_oldest_first_and_its_hits_where_they_stand(store: Store) -> None:
    with Session(store.engine) as session:
        page = rules.rule_page(session, READ_ALSO)
        assert rules.rule_page(session, "no.such.rule") is None
    assert page is not None
    assert [(run.run_id, run.hits) for run in page.runs] == [("run-1", 1), ("run-2", 0)]
    (hit,) = page.sample
    assert hit.text == NOTICE
    assert hit.before.removeprefix("…") in TEXTS[0]
    assert TEXTS[1].startswith(hit.after.rstrip("…"))
    assert hit.title == "سفن القمح تصل إلى المرفأ"


def test_an_old_revision_is_not_in_the_sample(store: Store) -> None:
    store.hours = 72
    store.start("run-3")
    store.take("run-3", "https://jannah.example/1/", port("وشكر المدير العمال على صبرهم."))
    with Session(store.engine) as session:
        page = rules.rule_page(session, READ_ALSO)
    assert page is not None
    assert page.sample == ()


def test_every_rule_of_a_file_is_described_with_its_examples_and_its_own_words() -> None:
    for rule in general_rules():
        found = rulebook.describe(rule.id)
        (variant,) = found.variants
        assert f'"{rule.id}"' in variant.written
        assert variant.written.startswith("[[rule]]")
        assert variant.written.count("[[rule]]") == 1
        for example, text in zip(variant.remove, rule.remove, strict=True):
            assert any(taken for _, taken in example.pieces)
            assert "".join(said for said, _ in example.pieces) == text.replace("⟦", "").replace("⟧", "")


def test_a_rule_takes_of_a_stored_article_what_the_ledger_says_it_took() -> None:
    (read_also,) = [rule for rule in general_rules() if rule.id == READ_ALSO]
    made = port(NOTICE).cleaned
    (taken,) = preview(made, read_also, "https://jannah.example/1/")
    assert (taken.text, taken.already) == (NOTICE, READ_ALSO)


def test_a_rule_that_is_tried_takes_what_is_in_the_article_and_writes_nothing(store: Store) -> None:
    before = store.rows("SELECT article_id, revision, text FROM revisions ORDER BY 1, 2")
    with Session(store.engine) as session:
        found = trying.attempt(session, read_rule(RULE), clock=clock())
        assert not session.dirty
        assert not session.new
    assert (found.articles, found.touched, found.new, found.known) == (3, 1, 1, ())
    (example,) = found.examples
    assert (example.taken.text, example.taken.zone) == (SHOP, "body")
    assert example.taken.before == TEXTS[0]
    assert store.rows("SELECT article_id, revision, text FROM revisions ORDER BY 1, 2") == before


@on_sqlite
def test_what_another_rule_takes_already_is_told_apart(store: Store) -> None:
    rule = RULE.replace("زوروا متجرنا", "اقرا ايضا").replace("زوروا المعرض الجديد", "وصلت السفن")
    with Session(store.engine) as session:
        found = trying.attempt(session, read_rule(rule.replace("الجديد", "أمس")), clock=clock())
    assert (found.new, found.touched, found.known) == (0, 0, ((READ_ALSO, 1),))


@on_sqlite
def test_a_trial_ends_when_its_time_is_up_and_says_so(store: Store) -> None:
    with Session(store.engine) as session:
        found = trying.attempt(session, read_rule(RULE), seconds=2, clock=clock())
    assert found.out_of_time
    assert found.articles < 3


@on_sqlite
def test_a_trial_looks_at_so_many_articles_and_at_one_source(store: Store) -> None:
    with Session(store.engine) as session:
        assert trying.attempt(session, read_rule(RULE), articles=2, clock=clock()).articles == 2
        assert trying.attempt(session, read_rule(RULE), source="else", clock=clock()).articles == 0
        assert trying.attempt(session, read_rule(RULE), source="jannah", clock=clock()).articles == 3


@on_sqlite
def test_an_article_that_is_too_long_is_left_out(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "LONGEST", 10)
    with Session(store.engine) as session:
        found = trying.attempt(session, read_rule(RULE), clock=clock())
    assert (found.articles, found.left_out) == (0, 3)


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("", "there are 0 rules"),
        ("[[rule", "not valid TOML"),
        (RULE + RULE, "has a rule of that id"),
        (RULE.replace("advertisement", "advert"), "unknown kind 'advert'"),
        (RULE.replace("'^زوروا متجرنا'", "'^زوروا ('"), "key 'match'"),
        (RULE.replace("'^زوروا متجرنا'", "'متجرنا'"), "must begin with ^"),
        (RULE.replace('"زوروا المعرض الجديد"', '"زوروا متجرنا الآن"'), "the rule would remove"),
        (RULE + 'max_words = "many"\n', "wrong type"),
        (RULE + "then = { rows = 3 }\n", "wrong type"),
        (RULE.replace("'^زوروا متجرنا'", "'^(ا{1000}){1000}'"), "key 'match'"),
        ("x" * 30_000, "more than 20000 are not read"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_with_the_loader_s_words(toml: str, told: str) -> None:
    with pytest.raises(RuleError, match=told.replace("^", r"\^")):
        read_rule(toml)


@on_sqlite
def test_a_draft_becomes_a_rule_with_examples_of_what_it_took(store: Store) -> None:
    draft = drafts.Draft(id="site.port.shop", kind="advertisement", match="^زوروا متجرنا", zone="body, tail")
    with Session(store.engine) as session:
        found = trying.attempt(session, draft.rule(), clock=clock())
    written = draft.toml(found.examples)
    assert f'remove = ["{SHOP}"]' in written
    assert 'status = "shadow"' in written
    with pytest.raises(RuleError, match="key 'keep'"):  # one must be added by hand, and the text says so
        read_rule(written)
    done = read_rule(written.replace("keep = []", 'keep = ["زوروا المعرض"]'))
    assert done.zones == {"body", "tail"}


@on_sqlite
def test_a_draft_of_a_span_rule_marks_in_its_examples_what_goes(store: Store) -> None:
    store.start("run-3")
    store.take("run-3", "https://jannah.example/5/", port("وغادر القبطان المرفأ (تصوير: سامي نصر) مساء."))
    draft = drafts.Draft(kind="caption", scope="span", near="تصوير", match=r"\(تصوير: [^)]*\)")
    with Session(store.engine) as session:
        found = trying.attempt(session, draft.rule(), clock=clock())
    assert [each.taken.text for each in found.examples] == ["(تصوير: سامي نصر)"]
    assert "⟦(تصوير: سامي نصر)⟧" in draft.toml(found.examples)


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (drafts.Draft(kind="advertisement"), "key 'match': missing"),
        (drafts.Draft(kind="advertisement", match="^ا", max_words="many"), "no number"),
        (drafts.Draft(kind="advertisement", match="^ا", remove="بيت"), "does not remove its example"),
        (drafts.Draft(kind="advertisement", match="^ا", keep="اليوم"), "would remove"),
        (drafts.Draft(kind="advertisement", match="ا", scope="span"), "key 'near'"),
        (drafts.Draft(kind="", match="^ا"), "key 'kind'"),
    ],
)
def test_a_draft_with_a_slip_is_refused_before_any_article_is_looked_at(
    draft: drafts.Draft, told: str
) -> None:
    with pytest.raises(RuleError, match=told):
        draft.rule()


def test_toml_that_is_written_is_read_again_whatever_the_words_are() -> None:
    awkward = 'say "x" \\ and \u007f \u0001 \n'
    rule = read_rule(
        drafts.as_toml(
            {
                "id": "a.b",
                "kind": "caption",
                "why": awkward,
                "match": [r"^it's \d+$"],
                "remove": ["it's 5"],
                "keep": ["it"],
            }
        )
    )
    assert rule.why == awkward
