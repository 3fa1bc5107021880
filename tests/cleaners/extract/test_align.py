"""How a candidate's text is found again in the page's segments."""

from cleaners.dom import parse
from cleaners.extract.align import letters, share_kept
from cleaners.extract.segments import read
from tests.cleaners.extract.extract_pages import BODY, LEAD


def shares(html: str, candidate: str) -> list[float]:
    segments = read(parse(html)).segments
    return share_kept(segments, [letters(s.text) for s in segments], candidate)


def test_letters_forgive_what_libraries_lose():
    assert letters("می‌رود، «Ab-c» 1_2") == letters("میرود abc12")


def test_a_line_is_found_whatever_its_punctuation():
    assert shares(f"<p>قائمة</p><p>{LEAD}</p>", LEAD.replace("،", "")) == [0.0, 1.0]


def test_a_line_pays_for_one_segment_only():
    assert shares("<p>عنوان الخبر</p><p>عنوان الخبر</p>", "عنوان الخبر") == [1.0, 0.0]


def test_segments_that_a_candidate_joined_are_found():
    assert shares(f"<p>{LEAD}</p><p>{BODY[0]}</p>", f"{LEAD} {BODY[0]}") == [1.0, 1.0]


def test_a_segment_kept_in_part_has_its_share():
    (share,) = shares(f"<p>{LEAD} {BODY[0]}</p>", LEAD)
    assert 0.3 < share < 0.6


def test_a_short_segment_is_not_found_inside_a_long_line():
    assert shares(f"<p>سوق</p><p>{LEAD}</p>", LEAD) == [0.0, 1.0]


def test_a_short_segment_beside_its_neighbour_in_the_candidate_is_found():
    assert shares(f"<h3>المشروع</h3><p>{LEAD}</p>", f"المشروع {LEAD}")[0] == 1.0
