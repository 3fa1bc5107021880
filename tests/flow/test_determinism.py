"""Promise 3: the same bytes and the same rules give the same article, whatever the process, its hash seed, the order of pages."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cleaners

ROOT = Path(__file__).resolve().parents[2]
RULE = """
[[rule]]
id    = "trial.opening"
kind  = "navigation"
why   = "On trial."
scope = "block"
match = '^يفتح الباب'
remove = ["يفتح الباب في التاسعة صباحاً."]
keep  = ["قال إن الباب يفتح في التاسعة."]
"""


def digests(seed: str, *arguments: str, **env: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.flow.digests", seed, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def usual() -> dict[str, Any]:
    return digests("0")


def test_another_hash_seed_and_another_order_of_pages_give_the_same_outcomes(usual: dict[str, Any]) -> None:
    assert len(usual) > 30
    assert digests("4711") == usual


def test_workers_give_the_same_outcomes_as_the_process_itself(usual: dict[str, Any]) -> None:
    assert digests("12", "workers") == usual


def test_a_folder_of_ones_own_rules_is_used_by_every_worker_and_changes_the_rules_version(
    usual: dict[str, Any], tmp_path: Path
) -> None:
    shipped = Path(cleaners.__file__).parent
    shutil.copytree(shipped / "rules", tmp_path / "rules")
    same = digests("0", "workers", NAQI_RULES=str(tmp_path))
    assert same == usual
    (tmp_path / "rules" / "trial.toml").write_text(RULE, encoding="utf-8")
    other = digests("0", "workers", NAQI_RULES=str(tmp_path))
    accepted = [url for url in usual if usual[url]["version"]]
    assert all(other[url]["version"] != usual[url]["version"] for url in accepted)
    assert {url for url in usual if other[url]["rules"] != usual[url]["rules"]} == set()
