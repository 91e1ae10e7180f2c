"""Where records live: engines, migrations, full-text search and one unit of work."""
