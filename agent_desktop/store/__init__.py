"""The two stores: engines, column types, one unit of work."""
