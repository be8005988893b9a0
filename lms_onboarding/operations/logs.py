"""What a log line says: when, how grave, who speaks, for which request or task; never a secret, never an address.

Read by the settings before any application is loaded: nothing here imports a model.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

REQUEST: Final[ContextVar[str]] = ContextVar("lmso_request", default="")
TASK: Final[ContextVar[str]] = ContextVar("lmso_task", default="")

# What opens a door by itself: the token of a personal link, a printed code, a query string, whatever follows "Bearer".
_SECRETS: Final = (
    (re.compile(r"(/l/\d+-)[^/\s\"'?]+"), r"\1⟦masqué⟧"),
    (re.compile(r"(?i)(\bbearer\s+)[^\s\"',]+"), r"\1⟦masqué⟧"),
    (re.compile(r"(\?)[^\s\"']*=[^\s\"']+"), r"\1⟦masqué⟧"),
    (re.compile(r"(://[^:/@\s]+:)[^@/\s]+(@)"), r"\1⟦masqué⟧\2"),
)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def masked(text: str) -> str:
    """`text` without tokens, query strings, passwords of addresses, and e-mail addresses."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return _EMAIL.sub("⟦adresse⟧", text)


class Context(logging.Filter):
    """Gives each record `request_id` and `task_id`, empty outside of one."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id, record.task_id = REQUEST.get(), TASK.get()
        return True


class Masking(logging.Formatter):
    """Django's usual line, with its secrets masked: in the message and in the exception that follows it."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object a line: time (ISO 8601, UTC), level, logger, message, request, task, exception."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        for name in ("request_id", "task_id"):
            if value := getattr(record, name, ""):
                line[name] = value
        if record.exc_info:
            line["exception"] = masked(self.formatException(record.exc_info))
        if record.stack_info:
            line["stack"] = masked(record.stack_info)
        return json.dumps(line, ensure_ascii=False)
