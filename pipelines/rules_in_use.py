"""Which rules this installation cleans with: those that ship with Naqi, or those of the folder ``NAQI_RULES``.

The setting is read from the environment, which every worker has too, so that no process cleans by other rules than the rest.
"""

from __future__ import annotations

from cleaners import folders
from cleaners.types import CLEANER_VERSION
from settings import env


def use_rules() -> None:
    """Have the cleaners read the rules of ``NAQI_RULES``, if it is set; to be called before anything is cleaned.

    Raises ``RuleError`` when there are none in it.
    """
    if folder := env.load()["NAQI_RULES"]:
        folders.use(folder)


def load_all() -> tuple[str, str]:
    """Read every file of rules, sites and themes, and return the versions of cleaner and general rules.

    Raises ``RuleError`` at the first broken file.
    """
    from cleaners.layout_files import load_site, load_themes
    from cleaners.rules import load_rules, site_files, site_rules

    use_rules()
    load_themes()
    for path in site_files():
        site_rules(path)
        load_rules(path.stem)
        load_site(path.stem)
    return CLEANER_VERSION, load_rules().version
