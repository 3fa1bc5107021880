"""What a console is started with: plain values, so that tests and other programs can start one too."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

HOST = "127.0.0.1"
PORT = 8470
MIN_TOKEN = 16
"""Shortest token that is taken, in characters: one that can be guessed protects nothing."""


class BadOption(ValueError):
    """The console cannot be started like this; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class SourceCard:
    """What a source's file says of it, for those who read its page."""

    name: str
    title: str
    home: str
    country: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class Options:
    """Where the store is, and who may look at it."""

    database_url: str
    host: str = HOST
    port: int = PORT
    """0 takes any free port."""
    token: str = ""
    """When set, nothing is shown without it."""
    names: tuple[str, ...] = ()
    """Names, besides ``localhost``, under which the console may be asked for (a proxy's name)."""
    archive: Path | None = None
    """Folder of the archive; None when there is none."""
    sources: Mapping[str, SourceCard] = field(default_factory=lambda: MappingProxyType({}))
    """The source files by name; a source whose file is gone is still shown, by its name only."""


def check(options: Options) -> None:
    """Raise ``BadOption`` when the console would be open to strangers."""
    if options.token and len(options.token) < MIN_TOKEN:
        raise BadOption(
            f"the token has {len(options.token)} characters, which can be guessed\n"
            f"  → take one of at least {MIN_TOKEN}: python3 -c 'import secrets; print(secrets.token_urlsafe(24))'"
        )
    if options.token and not (options.token.isascii() and options.token.isprintable()):
        raise BadOption(
            "the token holds characters that cannot stand in a header\n  → take ASCII letters and digits"
        )
    if options.token:
        return
    remedy = (
        "  → set NAQI_CONSOLE_TOKEN, and give it to those who may look: "
        "export NAQI_CONSOLE_TOKEN=$(python3 -c 'import secrets; print(secrets.token_urlsafe(24))')"
    )
    if not is_loopback(options.host):
        raise BadOption(f"{options.host} can be reached from other machines, and there is no token\n{remedy}")
    if options.names:
        raise BadOption(
            f"{', '.join(options.names)}: a console with a name of its own needs a token\n{remedy}"
        )


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
