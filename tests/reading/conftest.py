"""The stores of ``tests/store``, on SQLite and PostgreSQL."""

from tests.store.conftest import kind, make_store, new_store, new_url, store

__all__ = ["kind", "make_store", "new_store", "new_url", "store"]
