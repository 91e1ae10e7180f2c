"""A central that serves, to throw things at."""

from tests.central.serving.conftest import central, filled_template, filled_url, start_central

__all__ = ["central", "filled_template", "filled_url", "start_central"]
