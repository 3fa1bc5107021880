"""Settings where Naqi runs for good: a contact is due, and the log is for machines unless it is said otherwise."""

from settings import env
from settings.base import *  # noqa: F403
from settings.base import NAQI_CONTACT

if not NAQI_CONTACT and not env.examining():
    raise SystemExit(
        "naqi: NAQI_CONTACT is not set\n"
        "  → say in it how the owners of the sites reach you: a mail address or a web page"
    )
