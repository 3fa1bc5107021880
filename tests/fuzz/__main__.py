"""Fuzz the cleaners: ``python -m tests.fuzz [--minutes 30] [--target text|page] [--replay FILE]``, or ``make fuzz``.

Atheris (libFuzzer for Python) looks for inputs that reach code no other input has reached; each target runs in a process
of its own. A finding does not end the run: it is written to ``var/fuzz/<target>/``, shrunk, with what broke, and the run
goes on. Exit code 1 when there was one. ``--replay`` checks a finding's ``.bytes`` again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

VAR = Path(os.environ.get("NAQI_VAR", "var")) / "fuzz"
LENGTH = 240
"""Choices, at most, that an input is made of."""
SLOW = 50
"""An input that costs so many times the median for each of its bytes is told of."""
SMALL = 2000
"""Smaller inputs are reckoned as this size: with them the fixed cost is all there is."""
HANGING = 120
"""Seconds after which an input is a hang, which ends the run."""


def main() -> int:
    """Run the targets side by side and report, or be one of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0, help="how long each target runs (30)")
    parser.add_argument("--target", choices=("text", "page"), help="only this one")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="check this finding's .bytes again")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.replay:
        return _replay(asked.target or asked.replay.parent.name, asked.replay)
    if asked.worker:
        fuzz(asked.target, asked.minutes * 60)
    targets = [asked.target] if asked.target else ["text", "page"]
    command = [sys.executable, "-m", "tests.fuzz", "--worker", "--minutes", str(asked.minutes), "--target"]
    workers = [subprocess.Popen([*command, target]) for target in targets]
    ended = [worker.wait() for worker in workers]
    return 1 if any(ended) else 0


def _replay(name: str, path: Path) -> int:
    from tests.fuzz.findings import TARGETS, broken_by

    target = TARGETS[name]
    found = broken_by(target, target.decode(path.read_bytes()))
    print(found[1] if found else "nothing breaks")
    return 1 if found else 0


def fuzz(name: str, seconds: float) -> None:
    """Fuzz one target for so long, print what came of it, and end the process: 0 when nothing broke, else 1."""
    import atheris

    with atheris.instrument_imports(include=["cleaners"]):
        import cleaners
        import cleaners.as_json
    from tests.fuzz.findings import TARGETS, Findings

    cleaners.clean_text("تهيئة.")  # what is loaded once is not the first input's cost
    target = TARGETS[name]
    findings = Findings(target, VAR / name)
    costs: list[float] = []
    slow: list[tuple[float, int, str]] = []
    executions = 0
    begun = time.monotonic()

    def run(data: bytes) -> None:
        nonlocal executions
        given = target.decode(data)
        size = len(given if isinstance(given, str) else given.body)
        start = time.process_time()
        findings.add(given, data)
        cost = (time.process_time() - start) / max(size, SMALL)
        executions += 1
        if len(costs) < 10_000:
            costs.append(cost)
        elif executions % 1000 == 0:
            costs[random.randrange(len(costs))] = cost
        if len(costs) > 100 and cost > SLOW * statistics.median(costs[-1001:]):
            where = findings.folder / f"slow-{executions}.bytes"
            where.parent.mkdir(parents=True, exist_ok=True)
            where.write_bytes(data)
            slow.append((cost, size, str(where)))
        if time.monotonic() - begun > seconds:
            _report(name, executions, time.monotonic() - begun, findings.seen, costs, slow)
            sys.stdout.flush()
            os._exit(1 if findings.seen else 0)

    corpus = VAR / name / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    chance = random.Random(name)
    for number in range(100):  # something to begin with, the same every time
        (corpus / f"begin-{number:03}").write_bytes(chance.randbytes(chance.randrange(4, LENGTH // 4)))
    options = [
        f"-max_len={LENGTH}",
        f"-timeout={HANGING}",
        "-rss_limit_mb=4096",
        f"-report_slow_units={HANGING}",
        "-verbosity=0",
        f"-artifact_prefix={VAR / name}/",
    ]
    atheris.Setup([sys.argv[0], str(corpus), *options], run)
    atheris.Fuzz()


def _report(
    name: str,
    executions: int,
    seconds: float,
    seen: dict[str, int],
    costs: list[float],
    slow: list[tuple[float, int, str]],
) -> None:
    median = statistics.median(costs) if costs else 0.0
    print(f"\n{name}: {executions} executions in {seconds / 60:.1f} minutes, {len(seen)} findings")
    for finding, times in sorted(seen.items(), key=lambda item: -item[1]):
        print(f"  {times:6} × {finding}")
    print(f"  cost: {median * 1e6:.2f} µs a byte (median), {len(slow)} inputs above {SLOW} times that")
    for cost, size, where in sorted(slow, reverse=True)[:10]:
        print(f"    {cost / median:6.0f} times, {size} bytes: {where}")
    (VAR / f"{name}.json").write_text(
        json.dumps({"executions": executions, "seconds": round(seconds), "findings": seen, "slow": len(slow)})
    )


if __name__ == "__main__":
    sys.exit(main())
