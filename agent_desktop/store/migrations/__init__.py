"""Central's schema, one explicit step at a time; written by hand or frozen from what autogenerate drew."""
