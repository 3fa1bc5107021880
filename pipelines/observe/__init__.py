"""What crawls are watched for: the numbers of a run and those of the runs before it, and what follows from them.

Read ``reckoning.py`` first. Nothing here looks at a clock or a database; ``pipelines/store/metrics.py`` counts,
``pipelines/store/alerts.py`` keeps what was found, and ``sending.py`` alone speaks to the network.
"""
