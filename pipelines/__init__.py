"""Shell 2: from a page to a stored article; start reading at ``flow.py``."""
