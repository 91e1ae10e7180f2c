"""What every process stands on: paths, settings, logging with redaction, the crash log."""
