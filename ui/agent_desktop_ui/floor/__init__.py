"""The supervisor's screens: the floor now, and each person's day."""
