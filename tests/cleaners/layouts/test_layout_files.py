"""Layout files: what is wrong with one is said with file, layout, key and remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cleaners.layout_files import LayoutError, load_themes, read_layouts
from cleaners.word_lists import RuleError

GOOD = """[layout]
why = "The site's own system."
container = ["#newsbody"]

[[layout.drop]]
select = ".tools"
kind = "share_prompt"
why = "Buttons."
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "dira.example.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_site_layout_is_named_for_its_file(tmp_path: Path) -> None:
    (layout,) = read_layouts(write(tmp_path, GOOD))
    assert layout.id == "site.dira.example"
    assert layout.drops[0].id == "site.dira.example.share_prompt"


def test_a_file_of_rules_alone_has_no_layout(tmp_path: Path) -> None:
    assert read_layouts(write(tmp_path, "")) == ()


def test_a_site_built_on_a_theme_has_its_drops_and_its_own(tmp_path: Path) -> None:
    (layout,) = read_layouts(write(tmp_path, GOOD.replace("why =", 'base = "jannah"\nwhy =', 1)))
    assert layout.container == ("#newsbody",)
    assert {"site.dira.example.share_prompt", "theme.jannah.related_link"} <= {d.id for d in layout.drops}


@pytest.mark.parametrize(
    ("old", "new", "key", "remedy"),
    [
        ('why = "The site\'s own system."\n', "", "'why'", "say in a few words"),
        ('container = ["#newsbody"]', "", "'container'", "name the element that holds the text"),
        ('container = ["#newsbody"]', 'container = "#newsbody"', "'container'", "write it like"),
        ('container = ["#newsbody"]', 'container = ["#news >> body["]', "'container'", "mend it"),
        ("container =", "contaner =", "'contaner'", "a layout has"),
        ("container =", "since = 2020\ncontainer =", "'since'", "2024-05-31"),
        ("container =", 'base = "janah"\ncontainer =', "'base'", "jannah"),
        ("container =", 'fallback = "yes"\ncontainer =', "'fallback'", "leave it out"),
        ("container =", "order = 400\ncontainer =", "'order'", "leave it out"),
        ('kind = "share_prompt"', 'kind = "buttons"', "'kind'", "share_prompt"),
        ('select = ".tools"\n', "", "'select'", "a drop says what it takes"),
        ('why = "Buttons."', 'reason = "Buttons."', "'reason'", "a drop has"),
    ],
)
def test_an_error_names_file_key_and_remedy(
    tmp_path: Path, old: str, new: str, key: str, remedy: str
) -> None:
    assert old in GOOD
    with pytest.raises(LayoutError) as caught:
        read_layouts(write(tmp_path, GOOD.replace(old, new, 1)))
    assert isinstance(caught.value, RuleError)
    assert "dira.example.toml" in str(caught.value)
    assert key in str(caught.value)
    assert remedy in str(caught.value)


def test_two_drops_of_one_kind_need_names(tmp_path: Path) -> None:
    drop = '[[layout.drop]]\nselect = "b"\nkind = "share_prompt"\nwhy = "Buttons."\n'
    with pytest.raises(LayoutError, match="twice"):
        read_layouts(write(tmp_path, GOOD + drop))
    (layout,) = read_layouts(write(tmp_path, GOOD + drop + 'id = "buttons"\n'))
    assert layout.drops[1].id == "site.dira.example.buttons"


def test_what_is_no_toml_is_said(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match=r"dira\.example\.toml: not valid TOML"):
        read_layouts(write(tmp_path, "[layout"))


def test_a_rebuilt_site_has_a_layout_for_each_time(tmp_path: Path) -> None:
    text = (
        '[[layout]]\nwhy = "Tables."\ncontainer = ["td"]\nuntil = 2015-01-01\n'
        '[[layout]]\nwhy = "Rebuilt."\ncontainer = ["article"]\nsince = 2015-01-01\n'
    )
    old, new = read_layouts(write(tmp_path, text))
    assert [old.holds(date(2014, 12, 31)), new.holds(date(2014, 12, 31))] == [True, False]
    assert [old.holds(date(2015, 1, 1)), new.holds(date(2015, 1, 1))] == [False, True]
    assert [old.holds(None), new.holds(None)] == [False, True]


def test_the_themes_that_come_with_naqi_load_with_generic_ones_last() -> None:
    names = [theme.name for theme in load_themes()]
    assert names[0] == "amp"
    assert names[-1] == "schema"
    assert names.index("jannah") < names.index("wordpress")
