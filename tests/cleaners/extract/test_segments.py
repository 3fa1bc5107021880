"""How a page's tree becomes lines."""

from cleaners.dom import parse, visible_text
from cleaners.extract.segments import read
from cleaners.types import BlockKind


def lines(html: str) -> list[str]:
    return [segment.text for segment in read(parse(html)).segments]


def test_inline_elements_do_not_part_words():
    assert lines("<p>ال<b>مدي</b>نة  \n القديمة</p>") == ["المدينة القديمة"]


def test_two_breaks_part_paragraphs_and_white_space_is_collapsed():
    assert lines("<div>السطر الأول<br> <br>السطر\tالثاني</div>") == ["السطر الأول", "السطر الثاني"]


def test_a_row_of_data_is_one_line_and_empty_cells_leave_nothing():
    assert lines(
        "<table><tr><th>المدينة</th><td></td><td>الحرارة</td></tr><tr><td>مراكش</td><td></td><td>38</td></tr></table>"
    ) == [
        "المدينة | الحرارة",
        "مراكش | 38",
    ]


def test_a_row_that_lays_out_the_page_is_read_cell_by_cell():
    assert lines("<table><tr><td><p>عمود أول</p></td><td><p>عمود ثان</p></td></tr></table>") == [
        "عمود أول",
        "عمود ثان",
    ]


def test_what_is_not_shown_is_not_read():
    html = "<p>ظاهر</p><script>x</script><style>y</style><noscript>z</noscript><p hidden>مخفي</p><p style='display: none'>مخفي</p>"
    assert lines(html) == ["ظاهر"]
    assert visible_text(parse(html).body) == "ظاهر"


def test_linked_characters_are_counted():
    (segment,) = read(parse("<p>خبر <a href=x>هنا</a></p>")).segments
    assert segment.link_chars == 3


def test_a_dropped_element_is_kept_aside_with_its_text():
    tree = parse("<p>قبل</p><div id=x>شارك <b>المقال</b></div><p>بعد</p>")
    reading = read(tree, {tree.css_first("#x").mem_id: "share"})
    assert [s.text for s in reading.segments] == ["قبل", "بعد"]
    assert reading.dropped == [("share", "شارك المقال", 1)]


def test_kinds_of_segments():
    html = "<h2>عنوان</h2><blockquote>قول</blockquote><ul><li>بند</li></ul><figure><figcaption>صورة</figcaption></figure><p>نص</p>"
    assert [s.kind for s in read(parse(html)).segments] == [
        BlockKind.HEADING,
        BlockKind.QUOTE,
        BlockKind.LIST,
        BlockKind.CAPTION,
        BlockKind.PARAGRAPH,
    ]


def test_every_element_knows_the_segments_inside_it():
    reading = read(parse("<div><p>أ</p><p>ب</p></div><p>ج</p>"))
    div = next(e for e in reading.elements if e.tag == "div")
    assert (div.first, div.last) == (0, 2)
    assert [e.tag for e in reading.path(reading.segments[1])] == ["p", "div", "body"]


def test_very_deep_and_very_many_elements_are_read():
    assert lines("<div>" * 30_000 + "عميق") == ["عميق"]
    assert len(lines("<p>فقرة</p>" * 5_000)) == 5_000
