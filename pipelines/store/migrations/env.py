"""Run the migrations on the connection that ``pipelines.store.session`` hands over.

The transaction is the caller's, so that a failed migration leaves the database as it was, on SQLite too.
"""

from alembic import context

from pipelines.store.models import Base
from pipelines.store.search_index import belongs_to_models

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=belongs_to_models,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
