"""What the exchange tells of its legs and bridges, as the calls of the floor."""
