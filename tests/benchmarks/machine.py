"""What was measured on: without it a number says nothing."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sqlite3
import sys
from pathlib import Path
from typing import Any

import psutil

_PACKAGES = (
    "PySide6-Essentials",
    "SQLAlchemy",
    "asyncpg",
    "httpx",
    "litestar",
    "msgspec",
    "qasync",
    "uvicorn",
)


def machine() -> dict[str, Any]:
    """Processor, memory, system and versions."""
    return {
        "cores": psutil.cpu_count(),
        "processor": _processor(),
        "memory_mb": psutil.virtual_memory().total // 2**20,
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "sqlite": sqlite3.sqlite_version,
        "packages": {name: importlib.metadata.version(name) for name in _PACKAGES},
    }


def load() -> list[float]:
    """The load averages of the last 1, 5 and 15 minutes: above the number of cores, times are too long."""
    return [round(value, 2) for value in os.getloadavg()] if hasattr(os, "getloadavg") else []


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
