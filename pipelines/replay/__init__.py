"""Replay: clean the archived bytes again with today's rules, show what would change, and only then change it.

``walk.py`` reads what is stored, in the archive's order; ``content.py`` says what of an article is compared; ``planning.py`` makes a
plan and ``planfile.py`` keeps it; ``apply.py`` does exactly that plan; ``undo.py`` takes it back; ``history.py`` tells what an
article was when. Nothing here is Scrapy's.
"""
