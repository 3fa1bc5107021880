"""``scrapy doctor`` on broken set-ups: it names each problem and its remedy, never ends in a traceback, and changes nothing."""

import hashlib
import json
import socket
import sqlite3
import subprocess
import sys
from importlib import metadata

import pytest
from alembic import command

from pipelines.store.session import migration_config, open_store
from seeds.newsroom import Newsroom
from tests.crawl.conftest import ROOT, Place, source_file

ON_A_READ_ONLY_DISK = """
set -e
mount -t tmpfs -o size=1m tmpfs "$VAR"
mkdir "$VAR/archive"
mount -t tmpfs -o size=64k tmpfs "$VAR/archive"
dd if=/dev/zero of="$VAR/archive/full" bs=4k count=16 status=none
mount -o remount,ro "$VAR"
exec "$@"
"""
"""A disk that is read-only for everybody, root too, and a full one in it; both are gone with the process."""


def findings(done):
    """The findings of ``doctor --json``, by check; each that is not "ok" must say what to do."""
    assert "Traceback" not in done.stderr
    assert "Traceback" not in done.stdout
    data = json.loads(done.stdout)
    for each in data["findings"]:
        assert (each["state"] == "ok") == (not each["remedy"]), each
    return data["findings"]


def wrong(found, check, state="problem"):
    return [each for each in found if (each["check"], each["state"]) == (check, state)]


def everything_in(folder):
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def closed_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def test_where_all_is_well_it_says_so_and_changes_nothing(tmp_path):
    with Newsroom(1) as newsroom:
        place = Place(tmp_path / "var", newsroom)
        open_store(f"sqlite:///{place.var}/naqi.db").dispose()
        before = everything_in(place.var)
        done = place.run("doctor", "--json")
        sites = {path.stem for path in newsroom.sources_dir.glob("*.toml")}
    assert done.returncode == 0, done.stdout
    found = findings(done)
    assert [each["said"] for each in found if each["state"] != "ok"] == ["there was none yet"]
    reached = {each["said"].split(":")[0] for each in found if each["check"] == "reach"}
    assert reached == sites
    assert {each["check"] for each in found} >= {"settings", "versions", "disk", "database", "clock", "rules"}
    assert everything_in(place.var) == before


def test_a_broken_set_up_has_each_of_its_faults_named_with_its_remedy(tmp_path):
    var, sources, rules = tmp_path / "var", tmp_path / "sources", tmp_path / "own" / "rules"
    source_file(sources, "closed", f"127.0.0.1:{closed_port()}")
    source_file(sources, "unnamed", "no-such-host.invalid")
    source_file(sources, "wrong", "wrong.example", delay='"fast"')
    rules.mkdir(parents=True)
    (rules / "broken.toml").write_text('[[rule]]\nid = "x.y"\n', encoding="utf-8")
    store = f"sqlite:///{var}/naqi.db"
    engine = open_store(store)
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        command.downgrade(migration_config(connection), "0002")
    engine.dispose()
    before = everything_in(var)
    env = {
        "NAQI_ALLOW_PRIVATE": "1",
        "NAQI_CONTACT": "",
        "NAQI_RULES": str(rules.parent),
        "NAQI_WROKERS": "2",
        "NAQI_PAGE_TIMEOUT": "soon",
    }
    done = Place(var, sources=sources).run("doctor", "--json", **env)
    assert done.returncode == 1
    found = findings(done)
    misspelt, value = wrong(found, "settings")
    assert "NAQI_WROKERS=2: there is no such setting" in misspelt["said"]
    assert "did you mean NAQI_WORKERS?" in misspelt["remedy"]
    assert "NAQI_PAGE_TIMEOUT=soon" in value["said"]
    assert any("NAQI_CONTACT is not set" in each["said"] for each in wrong(found, "settings", "warning"))
    [stale] = wrong(found, "database")
    assert "its tables are at revision 0002" in stale["said"]
    assert stale["remedy"] == "scrapy db upgrade"
    [broken] = wrong(found, "sources")
    assert f"{sources}/wrong.toml: delay:" in broken["said"]
    assert "delay = 1.0" in broken["remedy"]
    [rule] = wrong(found, "rules")
    assert "broken.toml" in rule["said"]
    by_source = {each["said"].split(":")[0]: each for each in wrong(found, "reach")}
    none = "none of the 2 sources answers, so it may be the network, the name service or the proxy"
    assert by_source.keys() == {"closed", "unnamed", none}
    assert "scrapy sources check closed" in by_source["closed"]["remedy"]
    assert everything_in(var) == before


def test_a_read_only_disk_a_full_one_and_a_server_that_is_away_are_named(tmp_path):
    var = tmp_path / "var"
    var.mkdir()
    alone = ["unshare", "--user", "--map-root-user", "--mount"]
    try:
        able = (
            subprocess.run(
                [*alone, "mount", "-t", "tmpfs", "tmpfs", str(var)], capture_output=True
            ).returncode
            == 0
        )
    except FileNotFoundError:
        able = False
    if not able:
        pytest.skip(
            "no disk can be mounted here (unshare --user --mount); nothing else is read-only for root"
        )
    place = Place(var, sources=tmp_path, env={"VAR": str(var)})
    env = place.environment(NAQI_DATABASE_URL="postgresql://naqi:geheim@127.0.0.1:1/naqi")
    doctor = [sys.executable, "-m", "scrapy", "doctor", "--offline"]
    done = subprocess.run(
        [*alone, "sh", "-c", ON_A_READ_ONLY_DISK, "sh", *doctor],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    assert f"✗ disk        NAQI_VAR: nothing can be written to {var}: Read-only file system" in done.stdout
    assert f"→ mount -o remount,rw {var}" in done.stdout
    assert (
        f"✗ disk        NAQI_VAR/archive: nothing can be written to {var}/archive: No space left"
        in done.stdout
    )
    assert f"→ make room: df -h {var}/archive" in done.stdout
    assert (
        "✗ database    postgresql+psycopg://naqi:***@127.0.0.1:1/naqi cannot be used: connection"
        in done.stdout
    )
    assert "→ pg_isready -h 127.0.0.1 -p 1" in done.stdout
    assert "geheim" not in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_store_on_a_read_only_disk_can_still_be_looked_at(tmp_path):
    """The log beside a SQLite file cannot be made there."""
    from pipelines.checkup import disk, store

    url = f"sqlite:///{tmp_path}/naqi.db"
    open_store(url).dispose()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store, "why_not_writable", lambda _: "Read-only file system")
        found = list(store.reachable(url))
    assert disk.why_not_writable(tmp_path) is None
    assert [each.said for each in found if each.state == "problem"] == [
        f"{tmp_path}/naqi.db cannot be written: Read-only file system"
    ]
    assert any("sound by SQLite's own check" in each.said for each in found)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"NAQI_CONSOLE_TOKEN": "geheim"}, "the console: the token has 6 characters, which can be guessed"),
        ({"NAQI_CONSOLE_HOST": "0.0.0.0"}, "the console: 0.0.0.0 can be reached from other machines"),
    ],
)
def test_a_console_that_would_be_open_to_strangers_is_a_problem(given, said):
    from crawler import checkup

    [finding] = [each for each in checkup.settings(given) if each.state == "problem"]
    assert said in finding.said
    assert "token_urlsafe" in finding.remedy


def test_a_package_that_is_too_old_or_missing_is_named(tmp_path):
    from crawler import checkup

    asked = '[project]\nrequires-python = ">=4"\ndependencies = ["scrapy>=2", "sqlalchemy<1", "no-such-package>=1"]\n'
    (tmp_path / "pyproject.toml").write_text(asked, encoding="utf-8")
    said = [each.said for each in checkup.versions(tmp_path / "pyproject.toml")]
    assert "Naqi needs >=4" in said[0]
    assert "sqlalchemy is 2." in said[1]
    assert said[2] == "no-such-package is not installed"


def test_versions_are_compared_by_their_numbers(tmp_path):
    from crawler import checkup

    here = metadata.version("sqlalchemy")
    major, minor = here.split(".")[:2]
    asked = (
        '[project]\nrequires-python = ">=3.9,<10"\ndependencies = ['
        f'"sqlalchemy>={here}", "psycopg[binary]>=3.0.0,<40", "sqlalchemy>={major}.{int(minor) + 10}", "scrapy>=2.9,<3"]\n'
    )
    (tmp_path / "pyproject.toml").write_text(asked, encoding="utf-8")
    said = [each.said for each in checkup.versions(tmp_path / "pyproject.toml")]
    assert said == [f"sqlalchemy is {here}, and >={major}.{int(minor) + 10} is needed"]


def test_what_this_project_asks_for_can_be_read():
    from crawler import checkup

    [finding] = checkup.versions()
    assert finding.state == "ok", finding


def test_it_takes_no_words(tmp_path):
    done = Place(tmp_path / "var").run("doctor", "please")
    assert done.returncode == 2
    assert "doctor takes options only" in done.stderr + done.stdout


def test_a_damaged_database_is_told_from_none(tmp_path):
    from pipelines.checkup import store

    path = tmp_path / "naqi.db"
    engine = open_store(f"sqlite:///{path}")
    engine.dispose()
    with sqlite3.connect(path) as there:
        there.execute("PRAGMA writable_schema = ON")
        there.execute("UPDATE sqlite_master SET rootpage = 2 WHERE name = 'runs'")
    there.close()
    found = [each for each in store.reachable(f"sqlite:///{path}") if each.state == "problem"]
    assert found
    assert "backup" in found[0].remedy
