"""What commands print for people: the account of a run, and an article before and after.

Every mark that colour makes is also made by a character, so that a log file or a colour-blind reader loses nothing. Arabic
stands in isolates (U+2067 … U+2069), line by line, so that what stands beside it does not jump across the line.
"""

from crawler.terminal.account import print_report, report_as_data
from crawler.terminal.article import print_article, print_change
from crawler.terminal.text import console, isolated, readable

__all__ = [
    "console",
    "isolated",
    "print_article",
    "print_change",
    "print_report",
    "readable",
    "report_as_data",
]
