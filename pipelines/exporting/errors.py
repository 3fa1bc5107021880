"""What can go wrong with an export, each said with its remedy."""

from __future__ import annotations


class CannotExport(Exception):
    """The export cannot begin; nothing was written."""


class ExportFailed(Exception):
    """The export stopped on its way; there is nothing of it under its name."""
