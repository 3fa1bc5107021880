"""Take rules, site files and themes from another folder than the one that ships with the cleaners.

A team keeps its own rules beside its own data, and a change of a rule is tried on a copy before it is made. Which folder that is
is said once, before the first page is cleaned; from then on it is as fixed as the code is.
"""

from __future__ import annotations

from pathlib import Path

from cleaners import layout_files, rules, word_lists
from cleaners.word_lists import RuleError

PARTS = ("rules", "sites", "themes")
"""The folders that may stand in it; one that does not is the shipped one."""


def use(folder: Path) -> None:
    """Read rules, sites and themes from ``folder/rules``, ``folder/sites`` and ``folder/themes``, each as far as it is there.

    Raises:
        RuleError: when none of them is there.
        RuntimeError: when rules of another folder are in use already.
    """
    there = {part: folder / part for part in PARTS if (folder / part).is_dir()}
    if not there:
        raise RuleError(f"{folder}: holds none of {', '.join(PARTS)}; copy those of cleaners/ there")
    wanted = (
        there.get("rules", rules.RULES_DIR),
        there.get("sites", rules.SITES_DIR),
        there.get("themes", rules.THEMES_DIR),
    )
    if wanted == (rules.RULES_DIR, rules.SITES_DIR, rules.THEMES_DIR):
        return
    if rules.general_rules.cache_info().currsize or layout_files.load_themes.cache_info().currsize:
        raise RuntimeError("the rules are loaded already; say which folder they are in before")
    rules.RULES_DIR, rules.SITES_DIR, rules.THEMES_DIR = wanted
    word_lists.RULES_DIR, layout_files.THEMES_DIR = wanted[0], wanted[2]
