"""``scrapy db``: the state of the store's tables."""

from __future__ import annotations

import argparse
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import complain, teach


class Command(ScrapyCommand):
    """Bring the store's tables up to date, or say where they are."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "upgrade | current"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Bring the database's tables up to date, or say at which revision they are"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the help text."""
        super().add_options(parser)
        teach(
            parser,
            """
            upgrade   makes the tables, or brings them to this program's revision; does nothing when they are there
            current   prints the revision of the tables and the newest that this program knows

            The database is the one of NAQI_DATABASE_URL, by default var/naqi.db. A crawl upgrades it by itself; a database
            that a later version made is refused, since it could not be written soundly.
            """,
            """
            scrapy db current
            NAQI_DATABASE_URL=postgresql+psycopg://naqi@localhost/naqi scrapy db upgrade
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Do what is asked; exit status 2 when the database cannot be used."""
        from sqlalchemy import make_url

        from pipelines.store.errors import StoreError
        from pipelines.store.session import head_revision, upgrade

        if args not in (["upgrade"], ["current"]):
            raise UsageError("say scrapy db upgrade or scrapy db current")
        assert self.settings is not None
        url = self.settings["NAQI_DATABASE_URL"]
        shown = make_url(url).render_as_string(hide_password=True)
        try:
            if args == ["upgrade"]:
                print(f"{shown} is at revision {upgrade(url)}")
            else:
                print(
                    f"{shown} is at revision {_current(url) or 'none (no tables yet)'}; newest: {head_revision()}"
                )
        except StoreError as error:
            complain(str(error))
            self.exitcode = 2


def _current(url: str) -> str | None:
    """Look at the database without making or changing anything in it."""
    from pathlib import Path

    from sqlalchemy import create_engine, make_url
    from sqlalchemy.exc import SQLAlchemyError

    from pipelines.store.errors import StoreUnavailable
    from pipelines.store.session import current_revision

    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        return None
    engine = create_engine(parsed)
    try:
        return current_revision(engine)
    except SQLAlchemyError as error:
        raise StoreUnavailable(
            f"{parsed.render_as_string(hide_password=True)} cannot be read: {error}"
        ) from None
    finally:
        engine.dispose()
