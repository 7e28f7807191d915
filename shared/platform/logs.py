"""One logger: a JSON object a line, as Cloud Logging reads it, with the request's trace, user and id; never a secret."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

Severity = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]

_context: ContextVar[dict[str, str] | None] = ContextVar("log_context", default=None)

# What must never be written, by name of the field or by the look of the value.
_HIDDEN_FIELDS = frozenset({"authorization", "token", "key", "api_key", "secret", "password", "prompt", "prompt_text"})
_HIDDEN_VALUES = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*"  # a JWT
    r"|AIza[\w-]{20,}"  # a Google API key
    r"|sk-[\w-]{16,}"  # an OpenAI key
    r"|\b[rs]k_\w{16,}"  # a key of Stripe's, or of an agent of ours
    r"|whsec_[\w+/=-]{8,}"  # a webhook secret
    r"|(?i:bearer)\s+[\w.~+/=-]{8,}"
    r"|X-Goog-Signature=[0-9a-fA-F]+"
)
_HIDDEN = "[hidden]"
_LINE_ENDS = {sign: f"\\u{sign:04x}" for sign in (0x85, 0x2028, 0x2029)}  # for whoever takes Unicode's word for a line


@contextmanager
def about(**fields: str) -> Generator[None]:
    """Every line written inside carries these fields too."""
    reset = _context.set({**(_context.get() or {}), **fields})
    try:
        yield
    finally:
        _context.reset(reset)


def note(**fields: str) -> None:
    """Add fields to the lines of the request that is being served."""
    _context.set({**(_context.get() or {}), **fields})


def info(message: str, **fields: Any) -> None:
    _write("INFO", message, fields)


def warning(message: str, **fields: Any) -> None:
    _write("WARNING", message, fields)


def error(message: str, *, cause: BaseException | None = None, **fields: Any) -> None:
    """Something an operator should see; with its cause it is grouped by Error Reporting."""
    if cause is not None:
        fields["stack_trace"] = "".join(traceback.format_exception(cause))
    _write("ERROR", message, fields)


def alert(message: str, **fields: Any) -> None:
    """Somebody should be told now: alert policies match `alert: true`."""
    _write("CRITICAL", message, {**fields, "alert": True})


def _write(severity: Severity, message: str, fields: dict[str, Any]) -> None:
    line = {"severity": severity, "message": message, **(_context.get() or {}), **fields}
    said = json.dumps(_clean(line), ensure_ascii=False, default=str).translate(_LINE_ENDS)
    sys.stdout.write(said.encode("utf-8", "replace").decode() + "\n")  # half a surrogate pair is no reason to fail
    sys.stdout.flush()


def without_secrets(text: str) -> str:
    """For words that come from an error and are kept elsewhere than in the log."""
    return _HIDDEN_VALUES.sub(_HIDDEN, text)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, dict):
        return {str(name): _HIDDEN if str(name).lower() in _HIDDEN_FIELDS else _clean(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value if isinstance(value, int | float | bool | None) else _clean(str(value))


class _Adopt(logging.Handler):
    """Lines of libraries (framework, server, clients) in our form."""

    def emit(self, record: logging.LogRecord) -> None:
        severity: Severity = "ERROR" if record.levelno >= logging.ERROR else "WARNING"
        fields: dict[str, Any] = {"logger": record.name}
        if record.exc_info and record.exc_info[1]:
            fields["stack_trace"] = "".join(traceback.format_exception(record.exc_info[1]))
        _write(severity, record.getMessage(), fields)


def adopt_library_logs() -> None:
    root = logging.getLogger()
    if not any(isinstance(handler, _Adopt) for handler in root.handlers):
        root.addHandler(_Adopt(logging.WARNING))
