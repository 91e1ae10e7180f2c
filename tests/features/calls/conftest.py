"""Central's tables for the tests of this folder."""

from tests.support.central_tables import central_tables_template, central_url

__all__ = ["central_tables_template", "central_url"]
