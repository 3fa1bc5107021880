"""Importing this cleans one small page, so that all that is loaded on first use is loaded.

The fork server of ``pipelines.workers`` imports it: every worker is then born warm. Without it the first page in each
worker takes a hundred times as long as the others (word lists, rules, extractors), and a worker that replaces a dead one
begins cold. Whatever goes wrong here goes wrong again where it can be reported, so it is passed over.
"""

from __future__ import annotations

import contextlib
import sys
from types import TracebackType


def end_quietly(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say nothing of a request that broke off: the crawler ended at once (a second Ctrl-C) while it asked for a worker."""
    if not issubclass(kind, EOFError):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = end_quietly  # of the fork server: a worker reports what goes wrong in it over its pipe

PAGE = """<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>افتتاح الجسر الجديد</title>
<meta property="article:published_time" content="2026-01-05T10:00:00+03:00"></head><body><main><article>
<h1>افتتاح الجسر الجديد</h1><time>5 كانون الثاني/ يناير 2026</time>
<p>افتتحت بلدية المدينة صباح اليوم الجسر الجديد أمام حركة السير، بعد أعمال استمرت عامين كاملين.</p>
<p>وقال المهندس المشرف إن الجسر يختصر الطريق إلى المستشفى بعشر دقائق، وإن إنارته تعمل بالطاقة الشمسية.</p>
<p>The new bridge was opened to traffic on Monday morning after two years of work, the city said.</p>
<p>ويتوقع أن تعبره يومياً خمسة آلاف سيارة وفق تقديرات دائرة النقل في المحافظة.</p></article></main></body></html>"""

with contextlib.suppress(Exception):
    from cleaners.types import Page
    from pipelines.flow import context_for, process
    from pipelines.rules_in_use import use_rules

    use_rules()

    process(Page(url="http://warm.example/2026/01/05/bridge", body=PAGE.encode()), context_for("ar"))
