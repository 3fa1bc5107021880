"""What a rule takes, with its zone and the lines around it; and a rule on trial made active in a worker alone."""

from __future__ import annotations

from pathlib import Path

from cleaners import clean_page
from cleaners.types import Accepted, Page
from pipelines.flow import Context
from pipelines.rulework.sweep import hits_in
from pipelines.rulework.trial import PROCESS, OnTrial
from pipelines.workers import Workers

FIRST = "أعلنت وزارة النقل أن أعمال صيانة الجسر القديم ستبدأ مطلع الأسبوع المقبل وتستمر ثلاثة أشهر على الأقل."
SECOND = "وقال مدير المشروع إن حركة السير ستحول إلى الطريق الدائري، ودعا السائقين إلى الانتباه إلى اللوحات."
BELL = "دقوا جرسنا الأزرق"
PAGE = Page(
    "http://jannah.example/1/",
    f"""<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>صيانة الجسر القديم</title></head><body><main><article>
<h1>صيانة الجسر القديم</h1><p>{FIRST}</p><p>{BELL}</p><p>{SECOND}</p><p>{BELL} مرة أخرى</p></article></main></body></html>""".encode(),
)
TRIAL = f"""
[[rule]]
id     = "trial.bell"
kind   = "subscription_prompt"
why    = "On trial."
status = "shadow"
match  = '^دقوا جرسنا'
remove = ["{BELL}"]
keep   = ["قال إنهم دقوا جرسنا."]
"""


def test_a_rule_on_trial_takes_in_a_worker_what_it_leaves_everywhere_else(tmp_path: Path) -> None:
    path = tmp_path / "trial.toml"
    path.write_text(TRIAL, encoding="utf-8")
    with Workers(PROCESS, count=1, timeout=30) as workers:
        tried = workers.submit(PAGE, OnTrial(Context(), "trial.bell", path)).result().outcome
        other = workers.submit(PAGE, OnTrial(Context(), "related.read_also")).result().outcome
    assert isinstance(tried, Accepted)
    assert isinstance(other, Accepted)
    hits = hits_in(tried.cleaned, "trial.bell", "jannah", PAGE.url)
    assert [(hit.zone, hit.text, hit.before, hit.after) for hit in hits] == [
        ("body", BELL, FIRST, SECOND),
        ("tail", f"{BELL} مرة أخرى", SECOND, ""),
    ]
    assert other.cleaned == clean_page(PAGE)
    assert not hits_in(clean_page(PAGE), "trial.bell", "jannah", PAGE.url)
