"""A rule is changed: the plan names what would change, apply changes exactly that, history shows it, undo takes it back."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text

import cleaners
from pipelines.replay.content import MADE
from seeds.newsroom import Newsroom
from tests.crawl.conftest import FAULTS, Place, TwoCrawls
from tests.crawl.faults import KILL_AT, REJECT, SLOW

ARTIFACT = "شاهد المئات"
"""Eight articles have a paragraph that begins with it."""
KILLS = (2, 9, 14)
"""The application is killed when it is about to clean its second page, then its 9th, then its 14th."""


def rules_with(folder: Path, pattern: str) -> str:
    """Copy the rules and add one; return the folder for ``NAQI_RULES``."""
    shutil.copytree(Path(cleaners.__file__).parent / "rules", folder / "rules")
    opening = re.sub(r"[^\w ].*", "", pattern.removeprefix("^").strip("("))
    rule = {"id": "trial.opening", "kind": "related_link", "why": "On trial.", "match": pattern}
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in rule.items()]
    examples = [f'remove = ["{opening} العرض."]', 'keep = ["قال إن العرض بدأ."]', "max_words = 60"]
    (folder / "rules" / "trial.toml").write_text("\n".join(["[[rule]]", *lines, *examples]), encoding="utf-8")
    return str(folder)


@dataclass
class Replaying:
    """A place with a crawl in it, and its store."""

    place: Place
    engine: Engine

    def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        with self.engine.connect() as connection:
            return [dict(row._mapping) for row in connection.execute(text(query), values)]

    def run(self, *arguments: str, expect: int = 0, **env: str) -> str:
        done = self.place.run(*arguments, **env)
        assert done.returncode == expect, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def plan(self, *arguments: str, **env: str) -> tuple[str, dict[str, dict[str, Any]], str]:
        """Make a plan; return its file, its changes by article and what was printed."""
        out = self.run("reclean", "--plan", *arguments, **env)
        path = str(re.search(r"The plan: (.+)", out)[1])  # type: ignore[index]
        lines = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
        return path, {line["article_id"]: line for line in lines if "what" in line}, out

    def view(self) -> dict[str, dict[str, Any]]:
        """``clean_articles`` by article, without the columns that count and name runs."""
        found = self.rows("SELECT * FROM clean_articles")
        return {
            row["article_id"]: {
                k: v for k, v in row.items() if k not in ("revision", "run_id", "last_seen_at")
            }
            for row in found
        }

    def made(self) -> dict[str, Any]:
        """All that cleaning made of the articles in the view, with their removals, byte for byte."""
        columns = ", ".join(f'r."{name}"' for name in MADE)
        current = "FROM articles a JOIN {} r ON r.article_id = a.article_id AND r.revision = a.revision"
        rows = self.rows(f"SELECT a.article_id, {columns} {current.format('revisions')}")
        removed = 'SELECT a.article_id, r.position, r.rule_id, r.kind, r.scope, r.text, r.start, r."end" '
        removals = self.rows(f"{removed} {current.format('removals')} ORDER BY a.article_id, r.position")
        return {"revisions": sorted(rows, key=lambda row: row["article_id"]), "removals": removals}

    def last_run(self) -> dict[str, Any]:
        return self.rows("SELECT * FROM runs ORDER BY number DESC LIMIT 1")[0]


@pytest.fixture
def kind() -> str:
    """Which database the test is about."""
    return "sqlite"


@pytest.fixture
def replaying(
    kind: str, request: pytest.FixtureRequest, two_crawls: TwoCrawls, tmp_path: Path
) -> Iterator[Replaying]:
    shutil.copytree(two_crawls.place.var, tmp_path / "var")
    url, env = f"sqlite:///{tmp_path / 'var' / 'naqi.db'}", {}
    if kind == "postgresql":
        (tmp_path / "var" / "naqi.db").unlink()
        postgres = request.getfixturevalue("postgres")
        url = postgres.copy_of(request.getfixturevalue("moved"))
        env = {"NAQI_DATABASE_URL": url}
    engine = create_engine(url)
    yield Replaying(Place(tmp_path / "var", env=env), engine)
    engine.dispose()
    if kind == "postgresql":
        postgres.drop(url)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_new_rule_is_planned_applied_shown_and_taken_back(replaying: Replaying, tmp_path: Path) -> None:
    rules = rules_with(tmp_path / "own", f"^{ARTIFACT}")
    before, made = replaying.view(), replaying.made()
    revisions = replaying.rows("SELECT count(*) AS n FROM revisions")
    having = {
        article_id
        for article_id, row in before.items()
        if any(paragraph.startswith(ARTIFACT) for paragraph in row["text"].split("\n\n"))
    }
    assert len(having) > 5

    path, changes, out = replaying.plan(NAQI_RULES=rules)
    assert set(changes) == having
    assert all(line["rules_gained"] == {"trial.opening": 1} for line in changes.values())
    assert f"{len(having)} would change" in out
    assert ARTIFACT in out
    assert replaying.view() == before
    assert replaying.rows("SELECT count(*) AS n FROM revisions") == revisions

    assert "the rules" in replaying.run(
        "reclean", "--apply", path, expect=2
    )  # those that ship: not the plan's
    out = replaying.run("reclean", "--apply", path, NAQI_RULES=rules)
    assert "is accounted for" in out
    reclean = replaying.last_run()
    after = replaying.view()
    assert {each for each in after if after[each] != before[each]} == having
    assert not any(ARTIFACT in row["text"] for row in after.values())
    reasons = replaying.rows(
        "SELECT DISTINCT reason FROM revisions WHERE run_id = :run", run=reclean["run_id"]
    )
    assert reasons == [{"reason": "recleaned"}]
    assert "nothing to do" in replaying.run("reclean", "--apply", path, NAQI_RULES=rules)

    one = min(having)
    shown = json.loads(replaying.run("history", one, "--json"))
    assert [version["reason"] for version in shown["versions"]][-1] == "recleaned"
    assert shown["versions"][-1]["diff"][0][0]["sign"] == "-"
    assert shown["versions"][-1]["diff"][0][0]["text"].startswith(ARTIFACT)
    assert ARTIFACT in replaying.run("history", one)

    with Newsroom(2) as newsroom:
        crawling = Place(replaying.place.var, newsroom, env=replaying.place.env)
        crawl = crawling.crawl(NAQI_RULES=rules)
        assert crawl.returncode == 0, crawl.stderr
    fates = replaying.rows(
        "SELECT DISTINCT fate FROM candidates WHERE run_id = :run", run=replaying.last_run()["run_id"]
    )
    assert {row["fate"] for row in fates}.isdisjoint({"updated", "stored"})

    out = replaying.run("undo", reclean["run_id"])
    assert f"{len(having)} restored" in out
    assert replaying.made() == made
    assert replaying.view() == before
    assert f"{len(having)} taken back before" in replaying.run("undo", reclean["run_id"])
    assert [version["reason"] for version in json.loads(replaying.run("history", one, "--json"))["versions"]][
        -2:
    ] == ["recleaned", "undone"]
    assert "have changed since" in replaying.run("reclean", "--apply", path, expect=2, NAQI_RULES=rules)


def test_an_application_that_is_killed_again_and_again_ends_as_planned(
    replaying: Replaying, tmp_path: Path
) -> None:
    rules = rules_with(tmp_path / "own", "^(وأوضح|وأكدت|وبحسب|وأضاف|وتتوقع|وأشار|وذكر)")
    before, made = replaying.view(), replaying.made()
    counts = "SELECT article_id, max(revision) AS revision FROM revisions GROUP BY article_id"
    revisions = {row["article_id"]: row["revision"] for row in replaying.rows(counts)}
    env = {"NAQI_RULES": rules, "NAQI_PROCESS": FAULTS, "NAQI_WORKERS": "1"}
    path, changes, _out = replaying.plan("--diffs", "0", **env)
    assert len(changes) > 20

    for page in KILLS:
        killed = replaying.place.run("reclean", "--apply", path, **env, **{KILL_AT: str(page), SLOW: "0.2"})
        assert killed.returncode == -9, killed.stderr
    replaying.run("reclean", "--apply", path, **env)

    statuses = replaying.rows(
        "SELECT status, resumes FROM runs WHERE command LIKE 'reclean%' ORDER BY number"
    )
    assert [row["status"] for row in statuses] == ["interrupted", "interrupted", "interrupted", "finished"]
    assert all(row["resumes"] for row in statuses[1:])
    now = {row["article_id"]: row["revision"] for row in replaying.rows(counts)}
    assert {
        each: now[each] - revisions[each] for each in now if now[each] != revisions[each]
    } == dict.fromkeys(changes, 1)
    after = replaying.view()
    # An article that is not cleaned anew may repeat another one now, or stand in another story.
    judged = dict.fromkeys(("duplicate_of", "story_id"))
    assert {each for each in after if after[each] | judged != before[each] | judged} == set(changes)
    _path, left, _out = replaying.plan("--diffs", "0", **env)
    assert left == {}
    assert f"{len(changes)} restored" in replaying.run("undo", replaying.last_run()["run_id"])
    assert replaying.made() == made


def test_pages_rejected_then_and_accepted_now_are_stored_and_an_undo_takes_them_out_of_the_view(
    tmp_path: Path,
) -> None:
    with Newsroom(1) as newsroom:
        stored = [each for each in newsroom.articles if each.site == "qadim" and each.fate == "stored"]
        one, other = stored[0].url, stored[1].url
        place = Place(tmp_path / "var", newsroom, env={"NAQI_PROCESS": FAULTS})
        crawl = place.crawl("-a", "source=qadim", **{REJECT: one})
        assert crawl.returncode == 0, crawl.stderr
        engine = create_engine(f"sqlite:///{tmp_path / 'var' / 'naqi.db'}")
        replaying = Replaying(place, engine)
        before = replaying.view()
        assert one not in {row["url"] for row in before.values()}

        path, changes, out = replaying.plan("--diffs", "0", **{REJECT: other})
        [change] = changes.values()
        assert change["what"] == "store"
        assert "Would now be rejected" in out
        assert other in out
        assert "1 stored" not in replaying.run("reclean", "--apply", path, **{REJECT: one}, expect=1)
        assert replaying.view() == before
        replaying.run("reclean", "--apply", path, **{REJECT: other})
        reclean = replaying.last_run()["run_id"]
        after = replaying.view()
        assert {after[each]["url"] for each in after.keys() - before.keys()} == {one}
        assert {each: after[each] for each in before} == before
        reason = "SELECT reason FROM revisions WHERE run_id = :run"
        assert replaying.rows(reason, run=reclean) == [{"reason": "recleaned"}]

        assert "1 taken out" in replaying.run("undo", reclean)
        assert replaying.view() == before
        assert "withdrawn" in replaying.run("history", one)
        assert place.crawl("-a", "source=qadim").returncode == 0
        assert replaying.view().keys() == after.keys()
        engine.dispose()
