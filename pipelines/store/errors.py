"""What can go wrong with a store, each said with its remedy."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot be used; the message says why and what to do."""


class StoreUnavailable(StoreError):
    """The database cannot be reached, opened or read as a store."""


class StoreTooNew(StoreError):
    """The database was made by a later version of this program."""


class StoreFailed(StoreError):
    """A transaction could not be written (disk full, database gone): nothing of its batch was stored."""


class StoreBusy(StoreError):
    """Another run is under way beside which this one may not begin."""


class AlreadySettled(RuntimeError):
    """A program settled a URL's fate twice in one run; each URL has exactly one."""


class NoSuchRun(LookupError):
    """There is no run of that name in the store."""
