"""Frozen dataclasses to JSON and back: the data of a document waits in the database as JSON and is drawn later."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

Document = TypeVar("Document")
Thaw = Callable[[Any], Any]


class FrozenMismatch(ValueError):
    """Frozen data does not have the shape of its document: a field is missing, unknown or of another type."""


def freeze(value: Any) -> Any:
    """Dataclasses → dicts, sequences → lists, dates, hours and moments → ISO 8601, enums → their value."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: freeze(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [freeze(item) for item in value]
    return value


def thaw(kind: type[Document], frozen: Mapping[str, Any]) -> Document:
    """The dataclass `kind` that `freeze` turned into `frozen`; sequences come back as tuples.

    Raises FrozenMismatch. A field with a default may be missing: documents frozen before it existed still draw.
    """
    try:
        thawed: Document = _thaw_dataclass(kind)(frozen)
    except FrozenMismatch:
        raise
    except (TypeError, ValueError, AttributeError) as error:
        raise FrozenMismatch(f"{kind.__name__}: {error}") from error
    return thawed


_KNOWN: Final[dict[type, Thaw]] = {}  # reading the annotations of a document takes longer than thawing it


def _thaw_dataclass(kind: type) -> Thaw:
    if kind not in _KNOWN:
        _KNOWN[kind] = _thaw_fields(kind)
    return _KNOWN[kind]


def _thaw_fields(kind: type) -> Thaw:
    hints = get_type_hints(kind)
    thaws = {field.name: _thaw_type(hints[field.name]) for field in fields(kind)}
    needed = {field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING}

    def apply(frozen: Mapping[str, Any]) -> Any:
        if missing := needed - frozen.keys():
            raise FrozenMismatch(f"{kind.__name__}: missing {', '.join(sorted(missing))}")
        if unknown := frozen.keys() - thaws.keys():
            raise FrozenMismatch(f"{kind.__name__}: unknown {', '.join(sorted(unknown))}")
        return kind(**{name: thaws[name](value) for name, value in frozen.items()})

    return apply


def _thaw_type(hint: Any) -> Thaw:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (inner,) = (_thaw_type(one) for one in arguments if one is not NoneType)
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _thaw_type(arguments[0])
        return lambda values: tuple(item(value) for value in values)
    if isinstance(hint, type) and is_dataclass(hint):
        return _thaw_dataclass(hint)
    if issubclass(hint, date | time):
        return hint.fromisoformat
    if issubclass(hint, Enum):
        return hint
    return _same(hint)


def _same(kind: type) -> Thaw:
    def apply(value: Any) -> Any:
        if not isinstance(value, kind):
            raise FrozenMismatch(f"{value!r} is not a {kind.__name__}")
        return value

    return apply
