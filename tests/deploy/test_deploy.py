"""The ready files for systemd, cron and logrotate: they are read by the programs they are for, and do what docs/operations.md says."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in (DEPLOY / "systemd").iterdir())


def installed(folder):
    """The units as if this checkout were /opt/naqi, so that the program that they start is there."""
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to("/bin/true")
    units = folder / "units"
    units.mkdir()
    for name in UNITS:
        text = (DEPLOY / "systemd" / name).read_text(encoding="utf-8")
        (units / name).write_text(text.replace("/opt/naqi", str(folder)), encoding="utf-8")
    return units


def verify(units, *names):
    """What systemd itself says of units."""
    return subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(f"./{name}" for name in names)],
        cwd=units,
        capture_output=True,
        text=True,
    )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
def test_systemd_takes_every_unit_and_would_not_take_a_misspelt_one(tmp_path):
    units = installed(tmp_path)
    done = verify(units, *UNITS)
    assert (done.returncode, done.stderr) == (0, "")
    unit = units / "naqi-crawl@.service"
    unit.write_text(unit.read_text(encoding="utf-8").replace("ProtectHome", "ProtectHone"), encoding="utf-8")
    assert "ProtectHone" in verify(units, "naqi-crawl@.service").stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
def test_a_crawl_is_shut_in_well_by_systemds_own_judgement(tmp_path):
    units = installed(tmp_path)

    def exposed_less_than(tenths):
        asked = ["systemd-analyze", "security", "--offline=yes", "--no-pager", f"--threshold={tenths}"]
        return (
            subprocess.run([*asked, "./naqi-crawl@.service"], cwd=units, capture_output=True).returncode == 0
        )

    assert exposed_less_than(25)
    unit = units / "naqi-crawl@.service"
    unit.write_text(unit.read_text(encoding="utf-8").replace("CapabilityBoundingSet=", "#"), encoding="utf-8")
    assert not exposed_less_than(25)


def entries(name):
    lines = (DEPLOY / "systemd" / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("=", 1)) for line in lines if "=" in line and not line.startswith("#")]


def test_every_timer_starts_a_unit_that_is_there_and_catches_up():
    timers = [name for name in UNITS if name.endswith(".timer")]
    assert timers
    for name in timers:
        assert name.replace(".timer", ".service") in UNITS
        found = dict(entries(name))
        assert found["Persistent"] == "true"
        assert found["WantedBy"] == "timers.target"
        assert "RandomizedDelaySec" in found


def test_every_service_that_runs_naqi_is_shut_in_and_tells_of_its_failure():
    ours = [name for name in UNITS if name.endswith(".service") and not name.startswith("naqi-failed")]
    first, *others = [
        {
            entry
            for entry in entries(name)
            if re.match("Protect|Private|Restrict(?!.*Exit)|SystemCall|NoNew|Cap|Lock|State|UMask", entry[0])
            and not entry[0].startswith(("RestartPrevent",))
        }
        for name in ours
    ]
    assert ("ProtectSystem", "strict") in first
    assert all(each == first for each in others), "one way to be shut in"
    for name in ours:
        assert ("OnFailure", "naqi-failed@%n.service") in entries(name)
        assert ("User", "naqi") in entries(name)


def commands():
    """Each command that a unit or the crontab starts, without what comes before it."""
    for name in UNITS:
        for key, value in entries(name):
            if key == "ExecStart" and "scrapy" in value:
                yield value.split(" scrapy ", 1)[1].replace("$CRAWL", "").split()
    for line in (DEPLOY / "cron" / "naqi").read_text(encoding="utf-8").splitlines():
        if "naqi-quietly" in line:
            yield line.split("naqi-quietly ", 1)[1].split()[1:]


def test_every_command_that_is_scheduled_is_one(tmp_path):
    found = list(commands())
    assert len(found) == 6
    known = {path.stem for path in (ROOT / "crawler" / "commands").glob("*.py")}
    assert {command[0] for command in found} <= known
    for command in found:
        for option in (word for word in command if word.startswith("--")):
            assert option in (ROOT / "crawler" / "commands" / f"{command[0]}.py").read_text(encoding="utf-8")


@pytest.fixture
def place(tmp_path):
    """An installation: deploy/ beside a .venv, whose Python says what it is told and with which settings."""
    shutil.copytree(DEPLOY, tmp_path / "opt" / "deploy")
    python = tmp_path / "opt" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$PWD $NAQI_CONTACT: $*"\nexit "${STATUS:-0}"\n', encoding="utf-8")
    python.chmod(0o755)
    (tmp_path / "naqi.env").write_text("NAQI_CONTACT='us@naqi.example'\n# STATUS='1'\n", encoding="utf-8")
    return tmp_path


def run(place, name, *arguments, **env):
    link = place / name
    if not link.exists():
        link.symlink_to(place / "opt" / "deploy" / name)
    env |= {
        "SETTINGS_OF_NAQI": str(place / "naqi.env"),
        "LOGS": str(place / "log"),
        "PATH": os.environ["PATH"],
    }
    return subprocess.run([link, *arguments], env=env, capture_output=True, text=True)


def test_the_wrapper_runs_a_command_with_the_settings_of_the_file(place):
    done = run(place, "naqi", "doctor", "--offline")
    assert done.stdout == f"{place}/opt us@naqi.example: -m scrapy doctor --offline\n"
    assert done.returncode == 0


@pytest.mark.parametrize("status", ["0", "3", "130"])
def test_cron_hears_nothing_of_a_crawl_that_went_well(place, status):
    done = run(place, "naqi-quietly", "crawl", "crawl", "news", STATUS=status)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "-m scrapy crawl news" in (place / "log" / "crawl.log").read_text()


def test_cron_hears_the_end_of_the_log_of_a_crawl_that_failed_and_only_of_that(place):
    run(place, "naqi-quietly", "crawl", "crawl", "news", "before")
    done = run(place, "naqi-quietly", "crawl", "crawl", "news", "now", STATUS="1")
    assert done.returncode == 1
    assert f"naqi crawl news now: exit status 1. The end of {place}/log/crawl.log:" in done.stdout
    assert "scrapy crawl news now" in done.stdout
    assert "before" not in done.stdout


def test_the_settings_file_holds_only_settings_that_there_are():
    from settings.env import read

    text = (DEPLOY / "naqi.env").read_text(encoding="utf-8")
    given = dict(re.findall(r"(?m)^#?([A-Z_]+)='(.*)'$", text))
    assert len(given) == 6
    given["NAQI_SOURCES"] = str(ROOT)
    assert read(given)["NAQI_VAR"] == Path("/var/lib/naqi")


def test_every_command_has_its_exit_statuses_in_the_table():
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = {row.split("`")[1].split()[0]: row for row in page.splitlines() if row.startswith("| `")}
    commands = {path.stem for path in (ROOT / "crawler" / "commands").glob("*.py")} - {"__init__"}
    assert commands <= rows.keys(), "a command needs its row under 'Exit statuses' in docs/operations.md"
    for name in commands:
        text = (ROOT / "crawler" / "commands" / f"{name}.py").read_text(encoding="utf-8")
        if "130" in text:
            assert "130" in rows[name], f"{name} ends with 130 after Ctrl-C"
