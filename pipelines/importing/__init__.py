"""Import: pages that were fetched at another time go the same way as those of a crawl.

``inputs.py`` finds out what each path is; ``own.py`` reads our archive, ``warcs.py`` those of others, ``folders.py`` HTML files,
``lines.py`` JSON Lines; each yields the values of ``visits.py``. ``running.py`` has them cleaned in parallel and stored in order.
"""
