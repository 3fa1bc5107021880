"""A small realistic article, written for the purpose, into which tests put lines."""

from __future__ import annotations

TITLE = "بلدية المدينة القديمة تفتتح سوق الحرف بعد ترميم دام عامين"
PARAGRAPHS = (
    "افتتحت بلدية المدينة القديمة، صباح الخميس، سوق الحرف اليدوية بعد ترميم استمر عامين، بحضور عدد من الحرفيين وسكان الأحياء المجاورة.",
    "وقال رئيس البلدية إن الأعمال شملت سقف السوق وأرضيته الحجرية وشبكة الإنارة، وإن كلفتها بلغت نحو أربعة ملايين دولار من موازنة المدينة.",
    "وأوضح المهندس المشرف أن الفريق حافظ على الأبواب الخشبية القديمة، وأعاد إليها ألوانها بمواد طبيعية لا تضر بالخشب.",
    "ويضم السوق ستين محلا لصناعة النحاس والزجاج والنسيج، عاد أكثر من نصف أصحابها إلى العمل خلال الأسابيع الماضية.",
    "وأشار حرفي في الستين من عمره إلى أن الإيجارات ما زالت مرتفعة، مطالبا بتسهيلات تعين الشباب على تعلم المهنة.",
    "وتخطط البلدية لترميم الخان المجاور في العام المقبل، على أن يتحول إلى مركز لتدريب الحرفيين واستقبال الزوار.",
)


def article(
    *, before: str | None = None, lead: str | None = None, body: str | None = None, tail: str | None = None
) -> str:
    """Return the article with lines put before its title, under it, in the middle or at the end."""
    lines = [before, TITLE, lead, *PARAGRAPHS[:3], body, *PARAGRAPHS[3:], tail]
    return "\n\n".join(line for line in lines if line)


def interleaved(lines: list[str]) -> str:
    """Return an article in which each of ``lines`` stands between two paragraphs."""
    parts = [TITLE, PARAGRAPHS[0]]
    for number, line in enumerate(lines, start=1):
        parts += [
            line,
            f"{PARAGRAPHS[number % 5]} وهذه هي الفقرة رقم {number} من التقرير الذي نشرته البلدية أمس.",
        ]
    return "\n\n".join([*parts, PARAGRAPHS[5]])
