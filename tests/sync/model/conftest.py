"""The database that every world of the model is a copy of."""

import pytest

from agent_desktop.store.embedded import EmbeddedPostgres
from tests.sync.model.template import make_template


@pytest.fixture(scope="session")
def model_postgres(postgres: EmbeddedPostgres) -> EmbeddedPostgres:
    """The server, with the database to begin from."""
    make_template(postgres)
    return postgres
