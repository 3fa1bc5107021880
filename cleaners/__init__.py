"""The pure core of Naqi: from bytes or text to a clean article and the ledger of what was taken out of it."""

from cleaners.clean import clean_page, clean_text
from cleaners.types import Cleaned, Page

__all__ = ["Cleaned", "Page", "clean_page", "clean_text"]
