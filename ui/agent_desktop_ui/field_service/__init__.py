"""Field service: the whole history before a visit, on screen and on paper."""
