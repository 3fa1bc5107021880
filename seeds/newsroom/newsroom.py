"""The newsroom as a thing that can be started, asked and stopped."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Self

from seeds.newsroom.records import Answer, Article
from seeds.newsroom.server import Key, Server, key
from seeds.newsroom.sites import SOURCES, sites
from seeds.newsroom.world import World, world


class Newsroom:
    """Serves the demo's sites on 127.0.0.1 until it is left or stopped.

    ``edition`` 1 is the news of the first crawl; in edition 2 one article has been corrected. ``extra`` adds pages by URL,
    on a known site or a host of their own; one whose ``Answer.listed`` is true is named by its site's feed.
    """

    def __init__(self, edition: int = 1, *, extra: Mapping[str, Answer] | None = None, port: int = 0) -> None:
        self._extra: dict[Key, Answer] = {key(url): answer for url, answer in (extra or {}).items()}
        self._added = tuple(url for url, answer in (extra or {}).items() if answer.listed)
        self._hosts = {site.host: site for site in sites().values()}
        self._port = port
        self._server: Server | None = None
        self.edition = edition
        self.down: set[str] = set()
        """Hosts that have stopped: the connection is closed without an answer. May be changed while it runs."""

    @property
    def edition(self) -> int:
        """Which news it serves, 1 or 2; may be set while it runs."""
        return self._edition

    @edition.setter
    def edition(self, edition: int) -> None:
        if edition not in (1, 2):
            raise ValueError(f"the newsroom has the editions 1 and 2, not {edition}")
        self._world: World = world(edition, self._added)
        self._answers = {key(url): answer for url, answer in self._world.answers.items()} | self._extra
        self._edition = edition

    def start(self) -> Newsroom:
        """Listen on a free port (or the one given) and serve from a thread that ends with the process."""
        if self._server is None:
            self._server = Server(self, self._port)
            threading.Thread(
                target=self._server.serve_forever,
                kwargs={"poll_interval": 0.02},
                name="newsroom",
                daemon=True,
            ).start()
        return self

    def stop(self) -> None:
        """Stop serving; its counts stay readable."""
        if self._server is not None:
            self._server.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def proxy_url(self) -> str:
        """Address to use as HTTP proxy: ``http://127.0.0.1:43210``."""
        if self._server is None:
            raise RuntimeError(
                "the newsroom has not been started: use it in a with statement, or call start()"
            )
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def hits(self) -> Counter[tuple[str, str, int]]:
        """How often each (host, path with query, status) was served; a copy. Escapes and tracking are left out."""
        if self._server is None:
            return Counter()
        with self._server.lock:
            return Counter(self._server.hits)

    def forget_hits(self) -> None:
        """Count from nought again, as between two crawls; pages that fail at first do not start to fail anew."""
        if self._server is not None:
            with self._server.lock:
                self._server.hits.clear()

    @property
    def articles(self) -> tuple[Article, ...]:
        """Everything that discovery can find in this edition, and what should become of it in a first crawl."""
        return self._world.articles

    @property
    def sources_dir(self) -> Path:
        """Folder with one source file for each site."""
        return SOURCES

    def urls(self) -> tuple[str, ...]:
        """Return every URL that has an answer of its own, extras not included."""
        return tuple(self._world.answers)

    def find(self, where: Key) -> Answer | None:
        """Return the answer for a host and path, or None when there is no such page."""
        return self._answers.get(where)

    def knows(self, host: str) -> bool:
        """Tell whether there is a site of that name."""
        return host in self._hosts or any(host == extra for extra, _ in self._extra)

    def is_down(self, host: str) -> bool:
        """Tell whether a site has stopped."""
        return host in self.down

    def codings(self, host: str) -> tuple[str, ...]:
        """Return the content codings that the site's server speaks, best first."""
        return self._hosts[host].codings if host in self._hosts else ()

    def chunked(self, host: str) -> bool:
        """Tell whether the site sends its bodies in chunks."""
        return host in self._hosts and self._hosts[host].chunked

    def overview(self) -> bytes:
        """Return a page that names the sites, for a reader who opens the server's own address."""
        rows = "".join(f"<li>{escape(site.title)}: {escape(site.home)}</li>" for site in sites().values())
        return (
            '<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><title>Newsroom</title>'
            f"<h1>Naqi's demo newsroom, edition {self.edition}</h1><p>Use this address as HTTP proxy for:</p><ul>{rows}</ul></html>"
        ).encode()
