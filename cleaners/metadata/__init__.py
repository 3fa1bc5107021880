"""What a page says of its article: title, authors, dates, section, tags, picture, publisher, each from the surest place.

Order of trust: JSON-LD, microdata, meta elements, what the feed said, what is printed beside the headline, the address.
Dates keep their origin, time of day and zone; where two places of one kind disagree, the fact is left out.
"""

from cleaners.metadata.reading import read_metadata
from cleaners.metadata.record import Metadata

__all__ = ["Metadata", "read_metadata"]
