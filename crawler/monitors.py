"""The monitors of a crawl, in Spidermon's frame: they judge when the engine has stopped, and tell what they found.

Spidermon calls the suite, runs each monitor and each action for itself, and catches whatever one of them raises; so nothing here can
change how the crawl went. What is found is reckoned in ``pipelines/observe/``; more monitors and actions can be named in
``SPIDERMON_ENGINE_STOP_MONITORS``. ``docs/alerts.md`` says what each alert means.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

import spidermon.settings
from spidermon import Monitor, MonitorSuite
from spidermon.contrib.scrapy.extensions import Spidermon
from spidermon.contrib.scrapy.runners import SpiderMonitorResult, SpiderMonitorRunner
from spidermon.core.actions import Action
from spidermon.exceptions import SkipAction
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from pipelines.observe import prometheus
from pipelines.observe.alert import Alert, Watched, message
from pipelines.observe.findings import Kind
from pipelines.observe.reckoning import RunSeen, about_run
from pipelines.observe.sending import Channels, send
from pipelines.run import now
from pipelines.store.errors import StoreError
from pipelines.store.exposed import numbers
from pipelines.watching import watch

log = logging.getLogger("naqi")


def channels(settings: Any) -> Channels:
    """Return where alerts go, from the settings."""
    return Channels(
        slack=settings["NAQI_ALERT_SLACK"],
        webhook=settings["NAQI_ALERT_WEBHOOK"],
        mail_to=tuple(settings.getlist("NAQI_ALERT_MAIL")),
        mail_from=settings["NAQI_ALERT_SENDER"],
        smtp=settings["NAQI_ALERT_SMTP"],
    )


class _Result(SpiderMonitorResult):  # type: ignore[misc]
    """Say what Spidermon says of its steps when somebody debugs, and otherwise only which monitor or action is broken.

    Spidermon would log a traceback for each monitor that fails, which is each alert, and by a method that Scrapy 2.19 warns of.
    """

    def log(self, msg: object, level: int = logging.DEBUG) -> None:  # noqa: ARG002
        """Keep it for those who debug."""
        log.debug("%s", msg)

    def write_errors(self) -> None:
        """Name what raised; a monitor that failed is an alert, and told as one."""
        for item in self.step.items_for_status(spidermon.settings.MONITOR.STATUS.ERROR):
            log.error("%s is broken, and the crawl is not: %s\n  → report it", item.item.name, item.error)


class _Runner(SpiderMonitorRunner):  # type: ignore[misc]
    """Spidermon's runner with our way of saying it."""

    def create_result(self) -> _Result:
        """Return what takes the results."""
        return _Result(self.spider)


class Monitoring(Spidermon):  # type: ignore[misc]
    """Scrapy extension: Spidermon, run by our runner."""

    def _run_suites(self, spider: Any, suites: Iterable[MonitorSuite]) -> None:
        if not hasattr(spider, "run"):
            return  # it looks at sites and stores nothing, so there is nothing to compare
        data = self._generate_data_for_spider(spider)
        for suite in suites:
            _Runner(spider).run(suite, **data)


class _Watching(Monitor):  # type: ignore[misc]
    """Fails for each kind of alert that the run began with; what lasts was told before."""

    def none(self, kind: Kind) -> None:
        """Fail when there is a new alert of a kind."""
        watched: Watched = self.data.spider.watched
        found = [alert.text for alert in watched.new if alert.kind == kind]
        if found:
            self.fail("; ".join(found))


class RunMonitor(_Watching):
    """The run and its balance."""

    def test_unbalanced(self) -> None:
        """Every discovered page has a fate."""
        self.none(Kind.UNBALANCED)

    def test_broken_off(self) -> None:
        """The crawl ended by itself."""
        self.none(Kind.BROKEN_OFF)


class VolumeMonitor(_Watching):
    """What the sources bring."""

    def test_silent(self) -> None:
        """Each source answers."""
        self.none(Kind.SILENT)

    def test_all_silent(self) -> None:
        """Most sources answer."""
        self.none(Kind.ALL_SILENT)

    def test_fell(self) -> None:
        """Each source brings what it uses to on this day."""
        self.none(Kind.FELL)

    def test_all_fell(self) -> None:
        """Most sources bring what they use to."""
        self.none(Kind.ALL_FELL)

    def test_failures(self) -> None:
        """No more pages fail than before."""
        self.none(Kind.FAILURES)


class ContentMonitor(_Watching):
    """What the articles are like."""

    def test_language(self) -> None:
        """The mix of languages is as before."""
        self.none(Kind.LANGUAGE)

    def test_empty(self) -> None:
        """Pages have text."""
        self.none(Kind.EMPTY)

    def test_shrunken(self) -> None:
        """Texts are as long as before."""
        self.none(Kind.SHRUNKEN)

    def test_leaks(self) -> None:
        """No more articles than before have text of others."""
        self.none(Kind.LEAKS)

    def test_rule_stopped(self) -> None:
        """Rules fire as before."""
        self.none(Kind.RULE_STOPPED)

    def test_field_lost(self) -> None:
        """Fields are found as before."""
        self.none(Kind.FIELD_LOST)


class Log(Action):  # type: ignore[misc]
    """Say in the log what is new, what lasts and what is over."""

    def run_action(self) -> None:
        """Log a line for each alert."""
        watched: Watched = self.data.spider.watched
        for alert in watched.new:
            level = logging.ERROR if alert.severity == "error" else logging.WARNING
            log.log(
                level,
                "alert: %s · expected %s · seen %s → %s",
                alert.text,
                alert.expected,
                alert.seen,
                alert.remedy,
            )
        for alert in watched.lasting:
            log.info("alert, %s: %s", alert.lasted or "still", alert.text)
        for alert in watched.ended:
            log.info("alert over (%s): %s", alert.ended, alert.text)


class Send(Action):  # type: ignore[misc]
    """Send one message about all that began or ended."""

    def run_action(self) -> None:
        """Send; a channel that fails is a line in the log."""
        watched: Watched = self.data.spider.watched
        where = channels(self.data.crawler.settings)
        if not watched.worth_telling or not where.names:
            raise SkipAction("nothing to send")
        for failed in send(where, message(watched)):
            log.error("%s", failed)


class Expose(Action):  # type: ignore[misc]
    """Write the file for Prometheus."""

    def run_action(self) -> None:
        """Write it, or say in the log why not."""
        path, spider = self.data.crawler.settings["NAQI_PROMETHEUS"], self.data.spider
        run = spider.run
        if not path or not run.sources:
            raise SkipAction("no file is asked for")
        success = bool(run.balance and run.balance.balanced and not spider.problem)
        try:
            with Session(spider.prepared.engine) as session:
                found = numbers(session, run.run_id, success=success, now=now())
            prometheus.write(Path(path), prometheus.text(found))
        except (OSError, SQLAlchemyError, StoreError) as error:
            log.error(
                "%s: the numbers for Prometheus could not be written: %s\n  → check NAQI_PROMETHEUS",
                path,
                error,
            )


class CrawlMonitors(MonitorSuite):  # type: ignore[misc]
    """All monitors of a crawl."""

    monitors: ClassVar[list[Any]] = [RunMonitor, VolumeMonitor, ContentMonitor]
    monitors_finished_actions: ClassVar[list[Any]] = [Log, Send, Expose]

    def init_data(self, data: Any) -> None:
        """Reckon once for all monitors."""
        data.spider.watched = watched(data.spider)
        super().init_data(data)


def watched(spider: Any) -> Watched:
    """Watch the crawl that has ended; where the store cannot be used, say at least that."""
    run = spider.run
    if not run.sources:
        return Watched(run.run_id)
    problems = run.balance.problems if run.balance is not None else ()
    seen = RunSeen(problems, spider.problem)
    given = spider.prepared
    crawled = None if "source" in given.arguments else {source.name for source in given.sources}
    try:
        return watch(
            given.engine, run.run_id, seen, interrupted=spider.interrupted, crawled=crawled, now=now()
        )
    except (SQLAlchemyError, StoreError) as error:
        log.error(
            "the run's alerts could not be reckoned or kept: %s\n  → see scrapy report; the next crawl tries again",
            error,
        )
        return Watched(run.run_id, new=tuple(_unkept(run.run_id, seen)))


def _unkept(run_id: str, seen: RunSeen) -> list[Alert]:
    """Return what is wrong with the run itself, which needs no store."""
    at = now()
    return [
        Alert(
            run_id, position, str(found.kind), str(found.severity), found.source, found.subject, found.text,
            found.expected, found.seen, found.remedy, 1, run_id, at, None, None, None,
        )
        for position, found in enumerate(about_run(seen).findings)
    ]  # fmt: skip
