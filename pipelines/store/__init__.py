"""The store: every article, where it came from, what was taken out of it, and what became of each discovered URL.

Start at ``repository.py`` (what a crawl may do), ``writer.py`` (how that reaches the disk in batches) and ``view.py``
(the table that downstream teams read). Nothing here knows Scrapy, and nothing here looks at a clock.
"""
