"""The demo world: a made-up company with real purchase histories, built alike from one seed each time."""
