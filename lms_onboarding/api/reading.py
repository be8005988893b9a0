"""A batch as it was posted, read field by field: each bad line is named, good ones are kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused
from lms_onboarding.enrolments.services import Problem
from lms_onboarding.progress.services import MOST, ReceivedLine

from .services import Batch, sha256_of

KINDS: Final = {"visit": "visits", "lesson": "lessons", "check": "checks", "action": "actions", "other": ""}
TEXTS: Final = {"id": 120, "session": 60, "email": 254, "name": 200}
OLDEST: Final = 2000


class BatchUnreadable(Refused):
    """Nothing of this batch can be read; `field` says where."""


class TooManyLines(BatchUnreadable):
    """More lines than a batch may hold."""


def read_batch(payload: Any) -> tuple[Batch, list[Problem]]:
    """The batch, and a problem for each line that cannot be read. Raises BatchUnreadable, TooManyLines."""
    if not isinstance(payload, Mapping):
        raise BatchUnreadable(_('Envoyez un objet JSON : {"batch": …, "lines": […]}.'))
    key, lines, heard = payload.get("batch"), payload.get("lines", []), payload.get("sessions", [])
    if not isinstance(key, str) or not 0 < len(key.strip()) <= 80 or not _is_plain(key):
        sentence = _("« batch » est la clé de ce lot : de 1 à 80 caractères, différente pour chaque lot.")
        raise BatchUnreadable(sentence, field="batch")
    if not isinstance(lines, list) or not isinstance(heard, list) or not all(isinstance(one, str) for one in heard):
        raise BatchUnreadable(_("« lines » est une liste d’objets, « sessions » une liste de codes."), field="lines")
    if len(lines) > MOST or len(heard) > MOST:
        sentence = _("Ce lot compte %(count)s lignes, %(most)s au plus. Coupez-le en plusieurs lots, chacun sa clé.")
        raise TooManyLines(sentence % {"count": max(len(lines), len(heard)), "most": MOST}, field="lines")
    problems: list[Problem] = []
    read = [line for number, one in enumerate(lines, 1) if (line := _line(number, one, problems))]
    return Batch(key.strip(), tuple(read), tuple(heard), sha256_of(payload)), problems


def _line(number: int, raw: Any, problems: list[Problem]) -> ReceivedLine | None:
    if not isinstance(raw, Mapping):
        problems.append(Problem(number, "", "", _("Chaque ligne est un objet JSON.")))
        return None
    found = _problem_of(raw)
    at = _moment(raw.get("at"))
    if found is None and at is None:
        sentence = _("Donnez « at » en ISO 8601 avec son décalage, par exemple 2026-12-07T10:02:00+01:00.")
        found = ("at", str(raw.get("at", ""))[:80], sentence)
    if found is not None or at is None:
        problems.append(Problem(number, *(found or ("", "", ""))))
        return None
    text = {name: str(raw.get(name, "")).strip() for name in TEXTS}
    return ReceivedLine(number=number, at=at, kind=KINDS[raw.get("kind", "other")], **text)  # type: ignore[arg-type]


def _problem_of(raw: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """The first field that is no good: its name, its value, how to mend it."""
    for name, longest in TEXTS.items():
        value = raw.get(name, "")
        if not isinstance(value, str) or len(value) > longest or not _is_plain(value):
            sentence = _("« %(name)s » est un texte de %(longest)s caractères au plus, sans caractère de commande.")
            return name, "", sentence % {"name": name, "longest": longest}
    for name in ("id", "session"):
        if not str(raw.get(name, "")).strip():
            sentence = _("« %(name)s » manque : « id » nomme la ligne pour toujours, « session » en donne le code.")
            return name, "", sentence % {"name": name}
    if not (str(raw.get("email", "")).strip() or str(raw.get("name", "")).strip()):
        return "email", "", _("Donnez « email » (ou « name », le nom complet) : sans cela, la ligne n’est à personne.")
    kind = raw.get("kind", "other")
    if not isinstance(kind, str) or kind not in KINDS:
        sentence = _("« kind » est l’un de : %(kinds)s.") % {"kinds": ", ".join(KINDS)}
        return "kind", str(kind)[:80], sentence
    return None


def _is_plain(value: str) -> bool:
    """What every database keeps: no control character, no half of a character."""
    return not any(ord(letter) < 32 or 0xD800 <= ord(letter) <= 0xDFFF for letter in value)


def _moment(value: Any) -> datetime | None:
    try:
        moment = parse_datetime(value) if isinstance(value, str) and len(value) <= 40 else None
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or not OLDEST <= moment.year < 9999:
        return None
    return moment
