"""What pages get their answers through: one session a request, on one state of the store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session


def _session(request: Request) -> Iterator[Session]:
    with request.app.state.store.session() as session:
        yield session


Reading = Annotated[Session, Depends(_session)]
"""Type of a page's argument that is a read-only session: ``def page(request: Request, session: Reading)``."""
