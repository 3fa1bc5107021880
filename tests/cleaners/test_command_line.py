"""``python -m cleaners``: a file, standard input, and dumps in JSON Lines."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SEED = ROOT / "seeds" / "001_567d9fe721965029.txt"
GOLDEN = json.loads(SEED.with_suffix("").with_suffix(".golden.json").read_text("utf-8"))
PAGE = (
    "<html><head><title>عنوان الصفحة الأولى</title></head><body><article><h1>بدء موسم الحصاد في الشمال</h1>"
    + (
        "<p>أعلنت وزارة الزراعة اليوم بدء موسم الحصاد في المحافظات الشمالية، وقالت إن الإنتاج هذا العام أفضل من العام الماضي.</p>"
        "<p>وأوضح مدير الإنتاج أن المساحات المزروعة زادت بعد أمطار الشتاء، وأن المراكز بدأت باستلام المحصول من الفلاحين.</p>"
        "</article></body></html>"
    )
)


def run(*arguments: str, given: bytes = b"") -> tuple[int, bytes, str]:
    done = subprocess.run(
        [sys.executable, "-m", "cleaners", *arguments],
        input=given,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.decode()


def rows(output: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_text_file_is_cleaned_as_text() -> None:
    code, output, _ = run(str(SEED))
    cleaned = json.loads(output)
    assert code == 0
    assert cleaned["title"] == GOLDEN["title"]
    assert [block["text"] for block in cleaned["blocks"]] == [block["text"] for block in GOLDEN["blocks"]]


def test_a_page_on_standard_input_is_known_for_one() -> None:
    code, output, _ = run("-", given=PAGE.encode("windows-1256"))
    cleaned = json.loads(output)
    assert code == 0
    assert cleaned["title"] == "بدء موسم الحصاد في الشمال"
    assert len(cleaned["blocks"]) == 2


def test_json_lines_hold_texts_and_pages_and_a_bad_line_takes_only_its_own_place() -> None:
    given = [
        json.dumps({"id": 7, "text": SEED.read_text("utf-8")}),
        "{broken",
        json.dumps({"url": "http://a.example/1", "html": PAGE}),
        json.dumps({"url": "http://a.example/1", "body": base64.b64encode(PAGE.encode()).decode()}),
        json.dumps({"url": "http://a.example/1"}),
    ]
    code, output, _ = run("-", "--jsonl", given="\n".join(given).encode())
    text, broken, html, body, nothing = rows(output)
    assert code == 1
    assert text["id"] == 7
    assert text["title"] == GOLDEN["title"]
    assert broken["error"].startswith("line 2: not JSON")
    assert len(html["blocks"]) == 2
    assert html == body
    assert nothing["error"].startswith("line 5")


def test_a_missing_file_is_said_so_without_traceback() -> None:
    code, output, told = run("no-such-file.txt")
    assert code == 2
    assert output == b""
    assert told.strip() == "cleaners: no-such-file.txt: No such file or directory"
