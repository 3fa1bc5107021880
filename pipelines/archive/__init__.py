"""The archive: every answer of a web server as WARC records (ISO 28500, WARC/1.1), so that nothing has to be crawled twice.

``captures.py`` has the values, ``records.py`` turns them into bytes, ``writer.py`` appends them to files, ``reader.py`` gives
them back: one by its reference, or a whole file in order.
"""

from pipelines.archive.captures import Capture, Damage, Exchange, Known, Spelling
from pipelines.archive.reader import NotArchived, page_of, read, scan
from pipelines.archive.refs import Ref
from pipelines.archive.writer import ArchiveFailed, ArchiveWriter

__all__ = [
    "ArchiveFailed",
    "ArchiveWriter",
    "Capture",
    "Damage",
    "Exchange",
    "Known",
    "NotArchived",
    "Ref",
    "Spelling",
    "page_of",
    "read",
    "scan",
]
