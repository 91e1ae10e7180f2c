"""A person's own work on its way to central, as the window tells of it."""
