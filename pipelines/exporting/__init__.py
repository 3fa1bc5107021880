"""Exports of ``clean_articles``: files in the formats of readers' trades, of one moment, whole or not there at all.

``selection`` says which articles, ``reading`` streams them out of one snapshot of the store, ``lines`` (JSON Lines, CSV) and
``parquet`` write them, ``counts`` are kept by the way, ``manifest`` and ``card`` say what there is, ``folder`` puts it all
under its name at once, and ``running`` holds them together.
"""
