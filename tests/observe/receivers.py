"""Servers on loopback that take what is sent: JSON by POST, and e-mails by SMTP (RFC 5321, as much as a client needs)."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast


class Hook(ThreadingHTTPServer):
    """Takes JSON; answers with ``status``."""

    daemon_threads = True

    def __init__(self, status: int = 200) -> None:
        super().__init__(("127.0.0.1", 0), _HookHandler)
        self.status = status
        self.taken: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/services/T0/very-secret-token"


class _HookHandler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        hook = cast(Hook, self.server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Type"].startswith("application/json"):
            hook.taken.append(json.loads(body))
        self.send_response(hook.status)
        if hook.status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class Post(socketserver.ThreadingTCPServer):
    """Takes e-mails; with ``refuse`` it says no to their sender, with ``mute`` it says nothing at all."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, refuse: bool = False, mute: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _PostHandler)
        self.refuse, self.mute = refuse, mute
        self.over = threading.Event()
        self.taken: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.logins: list[str] = []

    def url(self, login: str = "") -> str:
        return f"smtp://{login}127.0.0.1:{self.server_address[1]}"


class _PostHandler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        post = cast(Post, self.server)
        if post.mute:
            post.over.wait(30)
            return
        self._say("220 post.example")
        while line := self.rfile.readline():
            verb = line.decode().strip()
            match verb.upper().split(":")[0].split()[0]:
                case "EHLO":
                    self._say("250-post.example\r\n250 AUTH PLAIN")
                case "AUTH":
                    post.logins.append(verb)
                    self._say("235 welcome")
                case "MAIL" if post.refuse:
                    self._say("550 not you, very-secret-token")
                case "RCPT":
                    post.recipients.append(verb.split("<")[1].rstrip(">"))
                    self._say("250 fine")
                case "DATA":
                    self._say("354 go on")
                    body = b""
                    while (part := self.rfile.readline()) != b".\r\n":
                        body += part
                    post.taken.append(cast(EmailMessage, message_from_bytes(body, policy=policy.default)))
                    self._say("250 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 fine")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def serving(server: Any) -> Iterator[Any]:
    """Serve until the block is left."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        if isinstance(server, Post):
            server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
