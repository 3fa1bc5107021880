"""How articles are found: bytes of feeds, sitemaps and listing pages in, candidates out.

Pure functions without network or clock. ``read_feed``, ``read_sitemap`` and ``read_listing`` take what a server answered,
whatever it is, and never raise; ``select`` keeps of their candidates what the source calls an article.
"""

from crawler.discover.feeds import read_feed
from crawler.discover.listings import read_listing
from crawler.discover.sitemaps import read_sitemap
from crawler.discover.urls import Discovery, select, select_more

__all__ = ["Discovery", "read_feed", "read_listing", "read_sitemap", "select", "select_more"]
