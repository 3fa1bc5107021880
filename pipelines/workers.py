"""Clean pages in other processes, each of which may die or hang without anybody noticing but its own page.

Parsing a page of the open web can take minutes or crash the interpreter, and nothing inside a process can be relied on to
stop it. So each worker has its own process, its own pipe and its own thread here, and shares nothing with the others: when
it dies, its pipe breaks; when it takes too long, it is killed; in both cases exactly the page that it had becomes
``Quarantined``, and a fresh worker takes the next one. (Pools that share one pipe and one lock among their workers, such as
``ProcessPoolExecutor`` and pebble's, stop or lose other tasks when a worker ends while it holds them.)

Workers come from a fork server that has the cleaners loaded (``pipelines.warm``), or are spawned; never forked from the
crawler, whose threads and event loop do not survive that. They end with the crawler however it ends, ``kill -9`` included.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import importlib
import multiprocessing
import multiprocessing.connection
import multiprocessing.forkserver
import os
import queue
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from cleaners.types import Outcome, Page, Quarantined
from pipelines.rules_in_use import use_rules

START_SECONDS = 120.0
"""How long a worker may take to import the cleaning function and its rules, on a machine busy with other things."""
PAGES_A_WORKER = 2000
"""Pages after which a worker is replaced: the parsers beneath us leak a little."""
MEGABYTES_A_WORKER = 1024
"""Resident megabytes above which a worker is replaced after the page that it has."""
_STARTS = 3
_FORKSERVER = "forkserver" in multiprocessing.get_all_start_methods()


class WorkersBroken(RuntimeError):
    """No worker can be started: the cleaning function cannot be imported, or its rules cannot be read."""


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What became of one page in a worker."""

    outcome: Outcome
    seconds: float
    detail: str = ""
    """For a quarantined page: what is known of the accident."""


def start_loading() -> None:
    """Have the fork server begin to load the cleaners; a caller with other things to check gains that time."""
    if _FORKSERVER:
        multiprocessing.get_context("forkserver").set_forkserver_preload(["pipelines.warm", __name__])
        multiprocessing.forkserver.ensure_running()


@dataclass(frozen=True, slots=True)
class _Task:
    arguments: tuple[Any, ...]
    future: Future[Cleaning]


class Workers:
    """``count`` processes that run ``function`` ("module:name", called with a page and a context).

    Context manager; ``timeout`` is in seconds for one page. ``submit`` may be called from any thread.
    """

    def __init__(self, function: str, *, count: int, timeout: float) -> None:
        start_loading()
        self._context = multiprocessing.get_context("forkserver" if _FORKSERVER else "spawn")
        self._function, self._timeout = function, timeout
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._broken: str | None = None
        self._threads = [
            threading.Thread(target=self._serve, name=f"cleaning-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, page: Page, context: Any) -> Future[Cleaning]:
        """Clean ``page`` when a worker is free; the future raises only ``WorkersBroken``."""
        future: Future[Cleaning] = Future()
        self._tasks.put(_Task((page, context), future))
        return future

    def close(self) -> None:
        """Let the workers finish what was submitted, and end them."""
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _serve(self) -> None:
        """Keep one worker alive and give it one page after the other (in a thread of its own)."""
        worker: _Worker | None = None
        try:
            worker = self._start()
            while (task := self._tasks.get()) is not None:
                if not task.future.set_running_or_notify_cancel():
                    continue
                if worker is None or not worker.is_fit():
                    worker = self._start(worker)
                if worker is None:
                    task.future.set_exception(WorkersBroken(f"no page can be cleaned: {self._broken}"))
                    continue
                result = worker.clean(task.arguments, self._timeout)
                with contextlib.suppress(InvalidStateError):
                    task.future.set_result(result)
        finally:
            if worker is not None:
                worker.end()

    def _start(self, former: _Worker | None = None) -> _Worker | None:
        """Return a worker that has said it is ready, or None when it cannot be had."""
        if former is not None:
            former.end()
        if self._broken is not None:
            return None
        complaint = ""
        for _ in range(_STARTS):
            try:
                worker = _Worker(self._context, self._function, self._timeout)
            except (OSError, EOFError) as error:  # no memory, no processes left, or no fork server
                complaint = f"a cleaning worker could not be started ({error or type(error).__name__})"
                continue
            complaint = worker.await_ready()
            if not complaint:
                return worker
            worker.end()
        self._broken = complaint
        return None


class _Worker:
    """One process and the only pipe to it."""

    def __init__(self, context: Any, function: str, timeout: float) -> None:
        self._pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=_work, args=(theirs, function, timeout), name="naqi-cleaning", daemon=True
        )
        self._process.start()
        theirs.close()  # or the end of the process would not end the pipe
        self._pages = 0
        self._fit = True

    def await_ready(self) -> str:
        """Wait until the worker can clean; return its complaint if it cannot."""
        try:
            if not self._pipe.poll(START_SECONDS):
                return f"a cleaning worker was not ready within {START_SECONDS:.0f} s"
            return str(self._pipe.recv())
        except (EOFError, OSError):
            self._process.join(5)
            return f"a cleaning worker ended at its start ({_exit_text(self._process.exitcode)})"

    def is_fit(self) -> bool:
        """Say whether the worker can take another page."""
        return self._fit and self._process.is_alive() and self._pages < PAGES_A_WORKER

    def clean(self, arguments: tuple[Any, ...], timeout: float) -> Cleaning:
        """Have one page cleaned; whatever happens comes back as a value."""
        self._pages += 1
        began = time.monotonic()
        try:
            self._pipe.send(arguments)
            if not self._pipe.poll(timeout):
                self._fit = False
                self._process.kill()
                return Cleaning(
                    Quarantined("timeout", "clean"), time.monotonic() - began, f"over {timeout:g} s"
                )
            outcome, detail, self._fit = self._pipe.recv()
        except (EOFError, OSError):
            self._fit = False
            self._process.join(5)
            detail = _exit_text(self._process.exitcode)
            outcome = Quarantined("worker_died", "clean")
        return Cleaning(outcome, time.monotonic() - began, detail)

    def end(self) -> None:
        """End the process: it sees its pipe closed; if it does not, it is killed."""
        self._pipe.close()
        if self._fit:
            self._process.join(2)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(5)


def _exit_text(exitcode: int | None) -> str:
    if exitcode is None:
        return "no exit code"
    if exitcode < 0:
        with contextlib.suppress(ValueError):
            return f"killed by {signal.Signals(-exitcode).name}"
    return f"exit code {exitcode}"


def _work(pipe: Connection, function: str, timeout: float) -> None:
    """Run in the worker: take a page, clean it, send the outcome, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the crawler, which lets the pages finish
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _end_with_parent()
    _be_killed_first()
    try:
        use_rules()
        process = _load(function)
    except BaseException as error:
        pipe.send(f"{type(error).__name__}: {error}")
        return
    gc.freeze()  # what is loaded stays; the collector need not go through it with every page
    pipe.send("")
    with contextlib.suppress(EOFError, OSError):
        while True:
            arguments = pipe.recv()
            # A watch that needs no interpreter: it also ends a worker that hangs in C after the crawler was killed.
            faulthandler.dump_traceback_later(timeout + 10, exit=True, file=_nowhere())
            outcome, detail = _clean(process, arguments)
            faulthandler.cancel_dump_traceback_later()
            pipe.send((outcome, detail, _resident_megabytes() < MEGABYTES_A_WORKER))


def _clean(process: Callable[..., Outcome], arguments: tuple[Any, ...]) -> tuple[Outcome, str]:
    """Call the cleaning function; an exception in it is a fault of ours and costs this page only."""
    try:
        return process(*arguments), ""
    except MemoryError:
        return Quarantined("out_of_memory", "clean"), ""
    except Exception as error:
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        place = f"{os.path.basename(frame.tb_frame.f_code.co_filename)}:{frame.tb_lineno}" if frame else "?"  # noqa: PTH119
        return Quarantined("clean_error", "clean"), f"{type(error).__name__} at {place}: {error}"[:500]


def _load(function: str) -> Callable[..., Outcome]:
    module, _, name = function.partition(":")
    loaded: Callable[..., Outcome] = getattr(importlib.import_module(module), name)
    return loaded


def _end_with_parent() -> None:
    """End this process when the crawler's ends, even if that was killed and could say nothing."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def watch() -> None:
        multiprocessing.connection.wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _be_killed_first() -> None:
    """Tell Linux, should memory run out, to take this worker and not the crawler or the database."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123
        file.write("500")


def _resident_megabytes() -> float:
    """Return the resident memory of this process now, or 0 where the system does not say."""
    try:
        with open("/proc/self/statm") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1_048_576
    except (OSError, ValueError, IndexError):
        return 0.0


def _nowhere() -> Any:
    global _devnull
    if _devnull is None:
        _devnull = open(os.devnull, "w")  # noqa: PTH123, SIM115
    return _devnull


_devnull: Any = None
