"""Agent Desktop: the workstation call-centre people live in."""

__version__ = "0.1.0"
