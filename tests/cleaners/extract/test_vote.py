"""The vote's weights are data: they must fit the features that the code makes."""

from cleaners.dom import parse
from cleaners.extract.features import describe, with_opinions
from cleaners.extract.segments import read
from cleaners.extract.vote import OPINIONS, chances, doubt, elect, second_features, weights
from tests.cleaners.extract.extract_pages import BODY, LEAD, PARAGRAPHS, article


def described(html: str):
    reading = read(parse(html))
    keys = [s.text for s in reading.segments]
    opinions = {name: [1.0] * len(keys) for name in OPINIONS}
    return reading, with_opinions(reading, keys, describe(reading, keys, ""), opinions)


def test_there_are_weights_for_both_votes_of_both_kinds_of_voters():
    assert set(weights()) == {"alone.first", "alone.second", "asked.first", "asked.second"}
    assert not any(name.startswith(OPINIONS) for name in weights()["alone.first"])


def test_most_features_of_an_ordinary_page_have_a_weight():
    reading, features = described(article(PARAGRAPHS))
    names = {name for one in features for name in (one.own | one.place)}
    assert len(names - set(weights()["asked.first"])) < len(names) / 4
    again = {name for one in second_features(reading, features, [0.9] * len(features)) for name in one or ()}
    assert len(again - set(weights()["asked.second"])) < len(again) / 4


def test_all_features_lie_between_minus_one_and_one():
    reading, features = described(article(PARAGRAPHS * 3))
    values = [v for one in features for v in (one.own | one.place).values()]
    values += [
        v for one in second_features(reading, features, [0.5] * len(features)) for v in (one or {}).values()
    ]
    assert all(-1.0 <= value <= 1.0 for value in values)


def test_prose_has_better_chances_than_menus():
    reading, features = described(article(PARAGRAPHS))
    got = dict(zip((s.text for s in reading.segments), chances(reading, features, "alone"), strict=True))
    assert min(got[text] for text in (LEAD, *BODY)) > 0.5 > got["رياضة"]


def test_doubt_is_none_for_a_clear_vote_and_large_for_an_even_one():
    reading, _ = described(article(PARAGRAPHS))
    n = len(reading.segments)
    assert doubt(reading, [1.0] * n) == 0
    assert doubt(reading, [0.5] * n) == 1
    assert doubt(reading, [0.0] * n) == 1


def test_a_short_text_lowers_the_bar_but_not_to_the_ground():
    reading, _ = described("<p>جملة قصيرة واحدة.</p>")
    assert elect(reading, [0.35]) == [True]
    assert elect(reading, [0.05]) == [False]


def test_what_the_first_vote_decided_is_not_looked_at_again():
    reading, features = described("<p>أولى</p><p>ثانية</p><p>ثالثة</p><p>رابعة</p>")
    again = second_features(reading, features, [0.9, 0.001, 0.001, 0.001])
    assert [one is None for one in again] == [False, False, True, True]
