"""Says where the program keeps and finds its files."""

from __future__ import annotations

from pathlib import Path


def resources() -> Path:
    """The folder of icons, fonts and demo data: inside the package when installed, beside it in a checkout."""
    inside = Path(__file__).resolve().parent.parent / "resources"
    return inside if inside.is_dir() else inside.parent.parent / "resources"
