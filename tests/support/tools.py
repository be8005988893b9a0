"""Which tools this machine has. A test names those it needs; without them it is skipped, and the summary says why."""

import os
import shutil
import socket
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
CHROMIUM = os.environ.get("TEST_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
# Set by .ci/run: there, a missing tool is a failure and not a skip.
ALL_REQUIRED = os.environ.get("LMSO_REQUIRE_TOOLS") == "1"


def _answers(url: str, default_port: int) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or default_port), timeout=1):
            return True
    except OSError:
        return False


def _postgres() -> str:
    return "" if _answers(POSTGRES_URL, 5432) else "PostgreSQL does not answer at TEST_POSTGRES_URL"


def _redis() -> str:
    return "" if _answers(REDIS_URL, 6379) else "Redis does not answer at TEST_REDIS_URL"


def _pdftotext() -> str:
    return "" if shutil.which("pdftotext") else "pdftotext (poppler-utils) is not installed"


def _ffmpeg() -> str:
    return "" if shutil.which("ffmpeg") and shutil.which("ffprobe") else "ffmpeg is not installed"


def _chromium() -> str:
    return "" if os.access(CHROMIUM, os.X_OK) else "Chromium is not installed"


def _nginx() -> str:
    return "" if shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") else "nginx is not installed"


def _pg_dump() -> str:
    return "" if shutil.which("pg_dump") else "pg_dump (postgresql-client) is not installed"


_PROBES: dict[str, Callable[[], str]] = {
    "postgres": _postgres,
    "redis": _redis,
    "pdftotext": _pdftotext,
    "ffmpeg": _ffmpeg,
    "chromium": _chromium,
    "nginx": _nginx,
    "pg_dump": _pg_dump,
}
SERVICES = ("postgres", "redis", "pdftotext")


@lru_cache
def lacking(tool: str) -> str:
    """Why `tool` cannot be used here, or an empty string. Raises KeyError for a tool nobody wrote a probe for."""
    return _PROBES[tool]()
