"""The worker processes by themselves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cleaners.types import Page, Quarantined, Rejected
from pipelines.workers import Workers, WorkersBroken
from tests.crawl.conftest import ROOT

PLAIN = "tests.crawl.accidents:process"


@pytest.fixture
def workers():
    with Workers(PLAIN, count=2, timeout=1.0) as running:
        yield running


def outcomes(workers, *urls):
    futures = [workers.submit(Page(url=url, body=b"x" * 100_000), None) for url in urls]
    return [future.result(timeout=60).outcome for future in futures]


def test_an_accident_costs_only_its_own_page(workers):
    found = outcomes(workers, "1", "die", "2", "hang", "3", "raise", "4", "exit", "5")
    assert [type(outcome) for outcome in found[::2]] == [Rejected] * 5
    assert found[1::2] == [
        Quarantined("worker_died", "clean"),
        Quarantined("timeout", "clean"),
        Quarantined("clean_error", "clean"),
        Quarantined("worker_died", "clean"),
    ]


def test_many_accidents_one_after_the_other_lose_nothing(workers):
    found = outcomes(workers, *["die", "1"] * 10)
    assert found[::2] == [Quarantined("worker_died", "clean")] * 10
    assert all(isinstance(outcome, Rejected) for outcome in found[1::2])


def test_large_pages_and_answers_pass(workers):
    page = Page(url="large", body=b"x" * 10_000_000)
    outcome = workers.submit(page, None).result(timeout=60).outcome
    assert isinstance(outcome, Rejected)
    assert len(outcome.detail) == 5_000_000


def test_a_function_that_cannot_be_imported_is_said_to_be_broken():
    with Workers("tests.crawl.accidents:missing", count=1, timeout=1.0) as workers:
        future = workers.submit(Page(url="1", body=b""), None)
        with pytest.raises(WorkersBroken, match="missing"):
            future.result(timeout=60)


PARENT = """
import sys, time
from cleaners.types import Page
from pipelines.workers import Workers
if __name__ == "__main__":
    workers = Workers("tests.crawl.accidents:mark_and_hang", count=2, timeout=600)
    for number in "ab":
        workers.submit(Page(url=sys.argv[1] + "/" + number, body=b""), None)
    time.sleep(600)
"""


def test_workers_end_when_the_crawler_is_killed(tmp_path: Path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, str(script), str(tmp_path)], env=env, cwd=ROOT)
    try:
        pids = _wait_for(
            lambda: [int(path.suffix[1:]) for path in tmp_path.glob("?.*")], lambda found: len(found) == 2
        )
        assert all(_alive(pid) for pid in pids)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert _wait_for(lambda: [pid for pid in pids if _alive(pid)], lambda left: not left) == []


def _wait_for(look, good):
    for _ in range(600):
        if good(found := look()):
            break
        time.sleep(0.05)
    return found


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_fork_server_says_nothing_of_a_request_that_broke_off_and_tells_everything_else():
    code = "import pipelines.warm\nraise {}"
    ended = [
        subprocess.run(
            [sys.executable, "-c", code.format(error)], cwd=ROOT, capture_output=True, text=True, check=False
        ).stderr
        for error in ("EOFError", "KeyError('x')")
    ]
    assert ended[0] == ""
    assert "KeyError: 'x'" in ended[1]
