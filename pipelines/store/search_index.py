"""The full-text index over the table ``search``, as each database has its own, made and kept by the database itself.

SQLite: the FTS5 table ``search_index``, which triggers keep in step. PostgreSQL: three columns of ``search`` that are generated from its words,
and a GIN index. Both take the words as they are (``pipelines.store.words``): FTS5's ``ascii`` tokenizer and ``search_vector`` split
at spaces only, so a word is the same in both, whatever its script.

A word that was deleted may stay readable in FTS5's index until its pieces are merged: ``purge`` merges them.
(SQLite's manual, "FTS5", external content tables and the 'optimize' command; PostgreSQL's manual, "Full Text Search".)
"""

from __future__ import annotations

from typing import Any

SQLITE = (
    """CREATE VIRTUAL TABLE search_index USING fts5(
  title, opening, body, content='search', content_rowid='number', tokenize='ascii')""",
    """CREATE TRIGGER search_added AFTER INSERT ON search BEGIN
  INSERT INTO search_index(rowid, title, opening, body) VALUES (new.number, new.title, new.opening, new.body);
END""",
    """CREATE TRIGGER search_removed AFTER DELETE ON search BEGIN
  INSERT INTO search_index(search_index, rowid, title, opening, body)
  VALUES ('delete', old.number, old.title, old.opening, old.body);
END""",
    """CREATE TRIGGER search_changed AFTER UPDATE OF number, title, opening, body ON search BEGIN
  INSERT INTO search_index(search_index, rowid, title, opening, body)
  VALUES ('delete', old.number, old.title, old.opening, old.body);
  INSERT INTO search_index(rowid, title, opening, body) VALUES (new.number, new.title, new.opening, new.body);
END""",
)
# A phrase may not run from the title into the text: that gap is one place.
POSTGRESQL = (
    """CREATE FUNCTION search_vector(words text, gap integer) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(string_agg('''' || word || ''':' || least(place + gap, 16383), ' '), '')::tsvector
  FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS every(word, place) WHERE word <> ''
$$""",
    """ALTER TABLE search
  ADD COLUMN in_title tsvector GENERATED ALWAYS AS (search_vector(title, 0)) STORED,
  ADD COLUMN in_opening tsvector GENERATED ALWAYS AS (search_vector(title, 0) || search_vector(opening, 1)) STORED,
  ADD COLUMN in_all tsvector GENERATED ALWAYS AS (
    search_vector(title, 0) || search_vector(opening, 1) || search_vector(body, 1)) STORED""",
    "CREATE INDEX ix_search_in_all ON search USING gin (in_all)",
)
PURGE = "INSERT INTO search_index(search_index) VALUES ('optimize')"


def belongs_to_models(_: Any, name: str | None, kind: str, reflected: bool, __: Any) -> bool:
    """Tell Alembic what it may compare with the models: all but the index, which only the database knows."""
    named = name or ""
    of_postgresql = kind in ("column", "index") and named.removeprefix("ix_search_") in (
        "in_title",
        "in_opening",
        "in_all",
    )
    return not (reflected and (named.startswith("search_index") or of_postgresql))
