"""One reason code for each way in which fetching can fail; the accounting is by these."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from crawler.middlewares.guard import PRIVATE, Refused
from crawler.middlewares.robots import RobotsDenied
from pipelines.types import Fate

_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "refused"),
    (DownloadCancelledError, "too_large"),  # the only cause for which a download of ours is cancelled
    (ResponseDataLossError, "cut_off"),
    (DownloadFailedError, "connection"),
    (UnsupportedURLSchemeError, "bad_url"),
    (NotSupported, "bad_url"),
)


def failure_of(error: BaseException) -> tuple[Fate, str, str]:
    """Return fate, reason and detail of a candidate whose request ended with ``error``."""
    text = str(error)
    if isinstance(error, RobotsDenied):
        return Fate.SKIPPED, "robots", ""
    if isinstance(error, Refused):
        return Fate.FAILED, error.reason, text
    if isinstance(error, IgnoreRequest):
        if "max redirections" in text:
            return Fate.FAILED, "redirect_loop", ""
        if "exceeded DOWNLOAD_MAXSIZE" in text:
            return Fate.FAILED, "too_large", "after decompression"
        return Fate.FAILED, "ignored", text
    if PRIVATE in text:
        return Fate.FAILED, "private_address", text
    if isinstance(error, DownloadFailedError) and ("SSL" in text or "certificate" in text):
        return Fate.FAILED, "tls", text[:300]
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return Fate.FAILED, reason, "" if reason in ("too_large", "timeout") else text[:300]
    if isinstance(error, OSError):
        return (
            Fate.FAILED,
            "bad_encoding" if "zip" in text.lower() or "inflate" in text.lower() else "connection",
            text[:300],
        )
    return Fate.FAILED, "connection", f"{type(error).__name__}: {text}"[:300]
