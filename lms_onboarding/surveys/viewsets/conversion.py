"""Between the content of a version and the blocks that edit it. What blocks do not show is carried over by key."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from lms_onboarding.surveys.enums import Kind
from lms_onboarding.surveys.rules.form import MAX_TEXT, OBJECTIVES

Raw = dict[str, Any]
# What the blocks hold; anything else in a question (weight, one_idea…) stays as it was.
EDITED: Final = frozenset(
    {
        "key", "wording", "hint", "kind", "required", "scale", "na", "choices", "max_choices", "max_length", "show_if",
        "ask_if", "repeat_for", "choices_from", "concept", "restricted", "feeds", "notes",
    }
)  # fmt: skip


def blocks_of(content: Mapping[str, Any]) -> list[Raw]:
    """The raw value of the sections' stream."""
    return [
        {
            "type": "section",
            "value": {
                "title": section.get("title") or "",
                "lead": section.get("lead") or "",
                "questions": [_block(question) for question in section.get("questions") or ()],
            },
        }
        for section in content.get("sections") or ()
    ]


def sections_of(stream: Iterable[Mapping[str, Any]], before: Mapping[str, Any]) -> list[Raw]:
    """The `sections` of a content, from the raw value of the stream; `before` is the content it was made from."""
    known = {
        question.get("key"): question
        for section in before.get("sections") or ()
        for question in section.get("questions") or ()
    }
    return [_section(block["value"], known) for block in stream]


def _section(value: Mapping[str, Any], known: Mapping[str, Raw]) -> Raw:
    questions = [_question(block["type"], block["value"], known) for block in value.get("questions") or ()]
    return _filled({"title": value.get("title"), "lead": value.get("lead")}) | {"questions": questions}


# --- content → blocks ---------------------------------------------------------------------------------------------


def _block(question: Mapping[str, Any]) -> Raw:
    show_if = question.get("show_if") or {}
    value = {
        "key": question["key"],
        "wording": question.get("wording") or "",
        "hint": question.get("hint") or "",
        "required": bool(question.get("required")),
        "conditions": {
            "show_question": show_if.get("question", ""),
            "show_answers": ", ".join(str(answer) for answer in show_if.get("in", ())),
            "ask_if": [part for part in (question.get("ask_if") or "").split(" and ") if part],
        },
        "purpose": {
            **{name: (question.get("feeds") or {}).get(name, "") for name in ("theme", "measure", "compare")},
            "concept": question.get("concept") or "",
            "notes": question.get("notes") or "",
        },
    }
    return {"type": question["kind"], "value": value | _TO_BLOCK[Kind(question["kind"])](question)}


def _rating_block(question: Mapping[str, Any]) -> Raw:
    scale = question.get("scale") or {}
    return {
        "lowest": scale.get("min", 1),
        "highest": scale.get("max", 5),
        **_ends(question),
        "labels": "\n".join(scale.get("labels") or ()),
        "na": question.get("na") or "",
        "repeated": question.get("repeat_for") == OBJECTIVES,
    }


def _ends(question: Mapping[str, Any]) -> Raw:
    scale = question.get("scale") or {}
    return {"low": scale.get("low") or "", "high": scale.get("high") or ""}


def _single_block(question: Mapping[str, Any]) -> Raw:
    rows = [
        {"key": choice["key"], "label": choice["label"], "asks": bool(choice.get("asks"))}
        for choice in question.get("choices") or ()
    ]
    return {"choices": rows, "restricted": question.get("restricted") or ""}


def _multiple_block(question: Mapping[str, Any]) -> Raw:
    return {
        "choices": [
            {"key": choice["key"], "label": choice["label"], "exclusive": bool(choice.get("exclusive"))}
            for choice in question.get("choices") or ()
        ],
        "from_objectives": question.get("choices_from") == OBJECTIVES,
        "max_choices": question.get("max_choices"),
    }


def _text_block(question: Mapping[str, Any]) -> Raw:
    return {"max_length": question.get("max_length") or MAX_TEXT}


_TO_BLOCK: Final[Mapping[Kind, Callable[[Mapping[str, Any]], Raw]]] = {
    Kind.RATING: _rating_block,
    Kind.NPS: _ends,
    Kind.SINGLE: _single_block,
    Kind.MULTIPLE: _multiple_block,
    Kind.TEXT: _text_block,
}


# --- blocks → content ---------------------------------------------------------------------------------------------


def _question(kind: str, value: Mapping[str, Any], known: Mapping[str, Raw]) -> Raw:
    key = (value.get("key") or "").strip()
    carried = {name: kept for name, kept in known.get(key, {}).items() if name not in EDITED}
    conditions, purpose = value.get("conditions") or {}, value.get("purpose") or {}
    feeds = _filled({name: purpose.get(name) for name in ("theme", "measure", "compare")})
    shared = _filled(
        {
            "wording": value.get("wording"),
            "hint": value.get("hint"),
            "show_if": _show_if(conditions),
            "ask_if": " and ".join(conditions.get("ask_if") or ()),
            "concept": purpose.get("concept"),
            "feeds": feeds,
            "notes": purpose.get("notes"),
        }
    )
    own = _filled(_FROM_BLOCK[Kind(kind)](value))
    return carried | {"key": key, "kind": kind, "required": bool(value.get("required"))} | shared | own


def _show_if(conditions: Mapping[str, Any]) -> Raw | None:
    question = (conditions.get("show_question") or "").strip()
    if not question:
        return None
    words = [word.strip() for word in (conditions.get("show_answers") or "").split(",")]
    return {"question": question, "in": [int(word) if word.isdecimal() else word for word in words if word]}


def _rating(value: Mapping[str, Any]) -> Raw:
    labels = [line.strip() for line in (value.get("labels") or "").splitlines() if line.strip()]
    scale = {"min": value.get("lowest"), "max": value.get("highest")}
    ends = {"labels": labels} if labels else {"low": value.get("low") or "", "high": value.get("high") or ""}
    return {
        "scale": scale | ends,
        "na": value.get("na"),
        "repeat_for": OBJECTIVES if value.get("repeated") else None,
    }


def _nps(value: Mapping[str, Any]) -> Raw:
    return {"scale": {"min": 0, "max": 10, "low": value.get("low") or "", "high": value.get("high") or ""}}


def _single(value: Mapping[str, Any]) -> Raw:
    return {"choices": _choices(value), "restricted": value.get("restricted")}


def _multiple(value: Mapping[str, Any]) -> Raw:
    from_objectives = bool(value.get("from_objectives"))
    return {
        "choices": None if from_objectives else _choices(value),
        "choices_from": OBJECTIVES if from_objectives else None,
        "max_choices": value.get("max_choices"),
    }


def _choices(value: Mapping[str, Any]) -> list[Raw]:
    rows = [row["value"] for row in value.get("choices") or ()]
    return [
        {"key": (row.get("key") or "").strip(), "label": (row.get("label") or "").strip()}
        | {flag: True for flag in ("exclusive", "asks") if row.get(flag)}
        for row in rows
    ]


def _text(value: Mapping[str, Any]) -> Raw:
    return {"max_length": value.get("max_length")}


_FROM_BLOCK: Final[Mapping[Kind, Callable[[Mapping[str, Any]], Raw]]] = {
    Kind.RATING: _rating,
    Kind.NPS: _nps,
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.TEXT: _text,
}


def _filled(fields: Mapping[str, Any]) -> Raw:
    """Without what says nothing; a text loses the spaces around it."""
    stripped = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    return {name: value for name, value in stripped.items() if value}
