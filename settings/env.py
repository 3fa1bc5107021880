"""What the environment may set, in one table; this is the only module that reads ``os.environ``.

=====================  ============================  ================================================================
variable               default                       what it sets
=====================  ============================  ================================================================
NAQI_VAR               ``var`` beside scrapy.cfg     folder for everything that a run writes
NAQI_DATABASE_URL      ``sqlite:///VAR/naqi.db``     the store: ``sqlite:///FILE`` or ``postgresql://USER:PASSWORD@HOST/NAME``
NAQI_SOURCES           ``crawler/sources``           folder of the source files (``NAME.toml``)
NAQI_RULES             those of ``cleaners/``        folder with ``rules``, ``sites``, ``themes`` of one's own
NAQI_CONTACT           none                          address or web page in the User-Agent, for the sites we visit
NAQI_LOG_JSON          ``0``                         ``1``: the log is JSON lines, one line for each outcome
NAQI_WORKERS           number of cores               processes that clean pages
NAQI_PAGE_TIMEOUT      ``30``                        seconds that cleaning one page may take
NAQI_DOWNLOAD_TIMEOUT  ``30``                        seconds that fetching one page may take
NAQI_MAX_PAGE_MB       ``10``                        largest page, in megabytes, that is read
NAQI_RECHECK_DAYS      ``7``                         days for which a stored article is looked at again; 0 for never
NAQI_ARCHIVE           ``1``                         ``0``: nothing that is fetched is kept (no replay, no proof of bytes)
NAQI_ARCHIVE_MB        ``512``                       megabytes after which a new archive file is begun
NAQI_ALLOW_PRIVATE     ``0``                         ``1``: private and loopback addresses may be crawled
NAQI_PROCESS           ``pipelines.flow:process``    the function that cleans a page; tests put faults here
NAQI_CONSOLE_HOST      ``127.0.0.1``                 address that ``scrapy console`` listens on
NAQI_CONSOLE_PORT      ``8470``                      its port; 0 for any free one
NAQI_CONSOLE_TOKEN     none                          what one must know to look at the console; at least 16 characters
NAQI_CONSOLE_NAMES     none                          names under which a proxy serves it, with a space between them
NAQI_ALERT_SLACK       none                          address of a Slack webhook that is told of alerts (secret)
NAQI_ALERT_WEBHOOK     none                          address that gets alerts as JSON, by POST (secret)
NAQI_ALERT_MAIL        none                          who gets alerts by e-mail: ``ops@news.example, desk@news.example``
NAQI_ALERT_SENDER      first of NAQI_ALERT_MAIL      whose e-mails they are
NAQI_ALERT_SMTP        ``smtp://localhost``          the mail server: ``smtp://USER:PASSWORD@HOST:587`` or ``smtps://…`` (secret)
NAQI_PROMETHEUS        none                          file for Prometheus' textfile collector: ``/…/naqi.prom``
=====================  ============================  ================================================================

Each but ``NAQI_RULES`` is a Scrapy setting of the same name too, so that ``-s NAQI_WORKERS=4`` sets it for one command.
A variable that begins with ``NAQI_`` and is not in the table stops the command: a misspelt one would silently send the
articles elsewhere.
"""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_VERB = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
"""The command that was typed, read now, since Scrapy takes it out of ``sys.argv`` later."""
ROOT = Path(__file__).resolve().parent.parent
"""The project's folder, which holds ``scrapy.cfg``."""


class BadSetting(ValueError):
    """A variable whose value cannot be used; the message names it, its value and the remedy."""

    def __init__(self, name: str, value: str, wrong: str, remedy: str) -> None:
        super().__init__(f"{name}={value}: {wrong}\n  → {remedy}")


def read(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return every setting of the table with its value or default; raises ``BadSetting``.

    An empty variable counts as not set. Paths come back absolute.
    """
    values, wrong = examine(environ)
    if wrong:
        raise wrong[0]
    return values


def examine(environ: Mapping[str, str]) -> tuple[dict[str, Any], list[BadSetting]]:
    """Return every setting of the table, with its default where the given value cannot be used, and what is wrong."""
    given = {name: value for name, value in environ.items() if name.startswith("NAQI_") and value.strip()}
    wrong = []
    for name, value in given.items():
        if name not in _READERS:
            near = difflib.get_close_matches(name, list(_READERS), n=1, cutoff=0.75)
            remedy = f"did you mean {near[0]}?" if near else f"known are {', '.join(_READERS)}"
            secret = any(each.startswith("NAQI_ALERT") for each in (name, *near))
            shown = "(not shown)" if secret else value
            wrong.append(BadSetting(name, shown, "there is no such setting", f"unset it; {remedy}"))
    values = {}
    for name, (reader, default) in _READERS.items():
        try:
            values[name] = reader(name, given[name].strip()) if name in given else default
        except BadSetting as bad:
            wrong.append(bad)
            values[name] = default
    values["NAQI_DATABASE_URL"] = values["NAQI_DATABASE_URL"] or f"sqlite:///{values['NAQI_VAR'] / 'naqi.db'}"
    return values, wrong


def load() -> dict[str, Any]:
    """Return ``read(os.environ)``; a bad value ends the program with the message and no traceback.

    But not ``scrapy doctor``, which names it among everything else that is wrong.
    """
    if examining():
        return examine(os.environ)[0]
    try:
        return read(os.environ)
    except BadSetting as wrong:
        raise SystemExit(f"naqi: {wrong}") from None


def examining() -> bool:
    """Whether the program was started to find faults (``scrapy doctor``), and so must not stop at the first."""
    return _VERB == "doctor"


def faults() -> list[BadSetting]:
    """Return what is wrong with the environment."""
    return examine(os.environ)[1]


def for_child(changes: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a program that we start: ours with ``changes``."""
    return {**os.environ, **changes}


def _folder(_name: str, value: str) -> Path:
    return Path(value).expanduser().resolve()


def _existing_folder(name: str, value: str) -> Path:
    path = _folder(name, value)
    if not path.is_dir():
        raise BadSetting(name, value, "there is no such folder", "create it, or unset the variable")
    return path


def _switch(name: str, value: str) -> bool:
    known = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    if value.lower() not in known:
        raise BadSetting(name, value, "is neither on nor off", "write 1 or 0")
    return known[value.lower()]


def _whole(least: int, most: int) -> Callable[[str, str], int]:
    def reader(name: str, value: str) -> int:
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise BadSetting(
                name, value, f"is no whole number from {least} to {most}", f"write for example {least}"
            )
        return int(value)

    return reader


def _seconds(name: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise BadSetting(name, value, "is no number of seconds up to 3600", "write for example 30")
    return seconds


def _database(name: str, value: str) -> str:
    if "://" not in value:
        remedy = "write for example sqlite:////data/naqi.db or postgresql://user:password@host/naqi"
        raise BadSetting(name, value, "is no database URL", remedy)
    return value


def _contact(name: str, value: str) -> str:
    if not value.isascii() or not ("@" in value or "://" in value):
        remedy = "write a mail address or a web page, in ASCII: https://news.example/about-our-crawler"
        raise BadSetting(name, value, "nobody could be reached under it", remedy)
    return value


def _function(name: str, value: str) -> str:
    module, colon, function = value.partition(":")
    if not (module and colon and function):
        raise BadSetting(name, value, "names no function", "write module:function")
    return value


def _names(_name: str, value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


def _words(_name: str, value: str) -> str:
    return value


def _file(_name: str, value: str) -> Path:
    return Path(value).expanduser().resolve()


def _secret_address(*schemes: str) -> Callable[[str, str], str]:
    """Read an address that may hold a password or a token: a complaint does not repeat it."""

    def reader(name: str, value: str) -> str:
        try:
            parts = urlsplit(value)
            good = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:
            good = False
        if not good:
            remedy = f"write {' or '.join(f'{scheme}://HOST…' for scheme in schemes)}"
            raise BadSetting(name, "(not shown)", "is no such address", remedy)
        return value

    return reader


def _mails(name: str, value: str) -> tuple[str, ...]:
    mails = tuple(each.strip() for each in value.split(",") if each.strip())
    if not mails or any(not each.isprintable() or " " in each or "@" not in each[1:-1] for each in mails):
        raise BadSetting(name, value, "is no list of e-mail addresses", "write for example ops@news.example")
    return mails


def _mail(name: str, value: str) -> str:
    mails = _mails(name, value)
    if len(mails) != 1:
        raise BadSetting(name, value, "is more than one e-mail address", "write one")
    return mails[0]


_READERS: dict[str, tuple[Callable[[str, str], Any], Any]] = {
    "NAQI_VAR": (_folder, ROOT / "var"),
    "NAQI_DATABASE_URL": (_database, ""),
    "NAQI_SOURCES": (_existing_folder, ROOT / "crawler" / "sources"),
    "NAQI_RULES": (_existing_folder, None),
    "NAQI_CONTACT": (_contact, ""),
    "NAQI_LOG_JSON": (_switch, False),
    "NAQI_WORKERS": (_whole(1, 256), os.cpu_count() or 1),
    "NAQI_PAGE_TIMEOUT": (_seconds, 30.0),
    "NAQI_DOWNLOAD_TIMEOUT": (_seconds, 30.0),
    "NAQI_MAX_PAGE_MB": (_whole(1, 1024), 10),
    "NAQI_RECHECK_DAYS": (_whole(0, 3650), 7),
    "NAQI_ARCHIVE": (_switch, True),
    "NAQI_ARCHIVE_MB": (_whole(1, 65536), 512),
    "NAQI_ALLOW_PRIVATE": (_switch, False),
    "NAQI_PROCESS": (_function, "pipelines.flow:process"),
    "NAQI_CONSOLE_HOST": (_words, "127.0.0.1"),
    "NAQI_CONSOLE_PORT": (_whole(0, 65535), 8470),
    "NAQI_CONSOLE_TOKEN": (_words, ""),
    "NAQI_CONSOLE_NAMES": (_names, ()),
    "NAQI_ALERT_SLACK": (_secret_address("https", "http"), ""),
    "NAQI_ALERT_WEBHOOK": (_secret_address("https", "http"), ""),
    "NAQI_ALERT_MAIL": (_mails, ()),
    "NAQI_ALERT_SENDER": (_mail, ""),
    "NAQI_ALERT_SMTP": (_secret_address("smtp", "smtps"), "smtp://localhost"),
    "NAQI_PROMETHEUS": (_file, None),
}
