"""Send a message: by e-mail, to Slack, to any webhook. Whatever goes wrong there is a line of text and never an exception.

Each channel has a thread and all of them together have ``PATIENCE`` seconds; a server that never answers holds up nobody. Addresses may hold
passwords and tokens, so a failure names the channel and the host and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import smtplib
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import unquote, urlsplit

from pipelines.observe.alert import Message

TIMEOUT = 10.0
"""Seconds for one answer."""
PATIENCE = 20.0
"""Seconds for everything."""
_LONGEST = 35_000
"""Characters; Slack cuts messages off at 40,000."""
_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, repr=False)
class Channels:
    """Where messages go; what is empty is not used. Not printed: most of it is secret."""

    slack: str = ""
    """Slack's address of an incoming webhook."""
    webhook: str = ""
    """An address that takes a POST of JSON."""
    mail_to: tuple[str, ...] = ()
    mail_from: str = ""
    smtp: str = ""
    """``smtp://user:password@host:587`` (STARTTLS where the server has it) or ``smtps://…``."""

    @property
    def names(self) -> tuple[str, ...]:
        """The channels that are used."""
        used = {"slack": self.slack, "webhook": self.webhook, "e-mail": self.mail_to}
        return tuple(name for name, value in used.items() if value)


@dataclass(frozen=True, slots=True)
class NotSent:
    """A channel that did not work, why, and what to do."""

    channel: str
    why: str
    remedy: str

    def __str__(self) -> str:
        return f"the alerts could not be sent by {self.channel}: {self.why}\n  → {self.remedy}"


class _Refused(Exception):
    """We do not send like this."""


def send(
    channels: Channels, message: Message, *, timeout: float = TIMEOUT, patience: float = PATIENCE
) -> list[NotSent]:
    """Send ``message`` by every channel at once, and return what did not work."""
    ways: dict[str, tuple[Callable[[], None], str, str]] = {}
    if channels.slack:
        body = {"text": f"*{_escaped(message.subject)}*\n{_escaped(message.text)}"[:_LONGEST]}
        ways["slack"] = (lambda: _post(channels.slack, body, timeout), channels.slack, "NAQI_ALERT_SLACK")
    if channels.webhook:
        data = {"subject": message.subject, "text": message.text, **message.data}
        ways["webhook"] = (
            lambda: _post(channels.webhook, data, timeout), channels.webhook, "NAQI_ALERT_WEBHOOK",
        )  # fmt: skip
    if channels.mail_to:
        ways["e-mail"] = (lambda: _mail(channels, message, timeout), channels.smtp, "NAQI_ALERT_SMTP")
    failed: list[NotSent] = []
    lock = threading.Lock()

    def go(name: str, way: Callable[[], None], url: str, setting: str) -> None:
        try:
            way()
        except Exception as error:  # of whatever kind: the crawl is over, and its outcome stands
            with lock:
                failed.append(_not_sent(name, url, setting, _why(error)))

    threads = {
        name: threading.Thread(target=go, args=(name, *way), name=f"naqi-{name}", daemon=True)
        for name, way in ways.items()
    }
    for thread in threads.values():
        thread.start()
    for name, thread in threads.items():
        thread.join(patience / len(threads))
        if thread.is_alive():
            _, url, setting = ways[name]
            with lock:
                failed.append(_not_sent(name, url, setting, f"no end after {patience / len(threads):g} s"))
    with lock:
        return list(failed)


def _not_sent(name: str, url: str, setting: str, why: str) -> NotSent:
    host = urlsplit(url).hostname or "?"
    return NotSent(name, f"{host}: {why}", f"check {setting}, then try it: scrapy alerts --try")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect of a POST would become a GET without the message."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _post(url: str, body: dict[str, Any], timeout: float) -> None:
    request = urllib.request.Request(
        url,
        data=json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
        headers={"Content-Type": "application/json; charset=utf-8", "User-Agent": "Naqi"},
        method="POST",
    )
    with urllib.request.build_opener(_NoRedirect).open(request, timeout=timeout) as answer:
        answer.read(1024)


def _mail(channels: Channels, message: Message, timeout: float) -> None:
    server = urlsplit(channels.smtp)
    host, secure = server.hostname or "localhost", server.scheme == "smtps"
    name = socket.gethostname()
    letter = EmailMessage()
    letter["Subject"] = " ".join(message.subject.split())
    letter["From"] = channels.mail_from or channels.mail_to[0]
    letter["To"] = ", ".join(channels.mail_to)
    letter["Date"] = formatdate()
    letter["Message-ID"] = make_msgid(domain=name)
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office replies stay away
    letter.set_content(message.text)
    context = ssl.create_default_context()
    with contextlib.ExitStack() as stack:
        smtp: smtplib.SMTP
        if secure:
            smtp = smtplib.SMTP_SSL(
                host, server.port or 465, local_hostname=name, timeout=timeout, context=context
            )
        else:
            smtp = smtplib.SMTP(host, server.port or 25, local_hostname=name, timeout=timeout)
        stack.enter_context(smtp)
        smtp.ehlo()
        if not secure and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo()
            secure = True
        if server.username:
            if not secure and host not in _HERE:
                raise _Refused("it offers no encryption, so it does not get the password")
            smtp.login(unquote(server.username), unquote(server.password or ""))
        smtp.send_message(letter)


def _why(error: Exception) -> str:
    """Say in a line what went wrong, without what a server may have echoed or an address may hold."""
    match error:
        case _Refused():
            return str(error)
        case urllib.error.HTTPError():
            error.close()
            return f"it answered {error.code}"
        case urllib.error.URLError(reason=reason):
            return str(getattr(reason, "strerror", None) or type(reason).__name__)
        case smtplib.SMTPAuthenticationError():
            return "user or password are not accepted"
        case smtplib.SMTPResponseException(smtp_code=code):
            return f"it answered {code}"
        case TimeoutError() | smtplib.SMTPServerDisconnected():
            return "it does not answer"
        case OSError(strerror=str(text)):
            return text
    return type(error).__name__


def _escaped(text: str) -> str:
    """Escape the three characters that Slack reads as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
