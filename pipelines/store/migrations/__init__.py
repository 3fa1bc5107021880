"""Alembic migrations, run by ``pipelines.store.session``; there is no alembic.ini."""
