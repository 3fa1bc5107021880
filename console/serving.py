"""Serve the console until it is interrupted. The socket is bound before anything is said, so the address told is right."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
import threading
from collections.abc import Callable

import uvicorn

from cleaners.rules import load_rules
from cleaners.word_lists import RuleError
from console.app import create_app
from console.options import BadOption, Options
from pipelines.reading import rulebook

_CONNECTIONS = 100
_GRACE_SECONDS = 3


def serve(options: Options, tell: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; ``tell`` hears the address once it answers.

    Raises ``BadOption`` when it cannot be begun, ``StoreError`` when there is no store to be read.
    """
    app = create_app(options)
    app.state.store.check()
    bound = _bind(options)
    # Reading and proving the rules takes seconds: done beside, so that the first article does not wait for it.
    threading.Thread(target=_warm, name="rules", daemon=True).start()
    port = bound.getsockname()[1]
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    tell(f"http://{_shown(options.host)}:{port}/")
    with bound, contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[bound])


def _warm() -> None:
    with contextlib.suppress(RuleError):  # the page that needs them says what is wrong
        rulebook.listed()
        load_rules()


def _bind(options: Options) -> socket.socket:
    """Listen where the options say."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            options.host.strip("[]"), options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(where)
            bound.listen(128)
        except BaseException:
            bound.close()
            raise
    except (OSError, OverflowError) as error:
        raise BadOption(_why_not(options, error)) from error
    return bound


def _why_not(options: Options, error: Exception) -> str:
    number = getattr(error, "errno", None)
    place = f"{_shown(options.host)}:{options.port}"
    if number == errno.EADDRINUSE:
        return f"{place} is taken by another program, perhaps by another console\n  → end that, or take another port: --port {options.port + 1}"
    if number in (errno.EACCES, errno.EPERM):
        return f"{place} may not be used by you\n  → take a port above 1023: --port 8470"
    return f"{place} cannot be served: {error}\n  → give --host an address of this machine, 127.0.0.1 for this machine alone"


def _shown(host: str) -> str:
    try:
        return f"[{host}]" if ipaddress.ip_address(host).version == 6 else host
    except ValueError:
        return host
