"""What a page says of its article: title, authors, dates, section, tags, picture, publisher, each from the surest place.

Order of trust: JSON-LD, microdata, meta elements, what the feed said, what is printed beside the headline, the address.
What a site's own file points to comes before all of them.
Dates keep their origin, time of day and zone; where two places of one kind disagree, the fact is left out.
"""

from cleaners.metadata.markup import link_named
from cleaners.metadata.places import with_places
from cleaners.metadata.reading import host_names, read_metadata, where_of
from cleaners.metadata.record import Metadata

__all__ = ["Metadata", "host_names", "link_named", "read_metadata", "where_of", "with_places"]
