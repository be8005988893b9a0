"""What a form of attendance posted, read: a signature, the findings of a sheet. Bad values are refused by name."""

import json
from datetime import time
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import ExcuseKind, Presence
from lms_onboarding.progress.services import (
    Finding,
    FindingUnusable,
    Line,
    Signature,
    SignatureUnusable,
    drawn,
    scanned,
    written,
)

LONGEST_DRAWING: Final = 100_000


def signature_of(posted: QueryDict, *, person: Person, may_scan: bool = False) -> Signature:
    """The code of the room when that button was pressed, else the name written, else the drawing.

    Raises SignatureUnusable.
    """
    if may_scan and posted.get("how") == "scanned":
        return scanned()
    name, raw = posted.get("name", "").strip(), posted.get("drawing", "")
    if name:
        return written(name, person=person)
    if not raw:
        sentence = _("Tracez votre signature dans le cadre, ou écrivez votre prénom et votre nom.")
        raise SignatureUnusable(sentence, field="name")
    try:
        return drawn(json.loads(raw) if len(raw) <= LONGEST_DRAWING else None)
    except (ValueError, RecursionError):
        return drawn(None)


def findings_of(posted: QueryDict, lines: list[Line]) -> list[Finding]:
    """One finding for each line where something was chosen. Raises FindingUnusable for what no form gives."""
    return [one for line in lines if (one := _finding(posted, line))]


def _finding(posted: QueryDict, line: Line) -> Finding | None:
    pk = line.enrolment.pk
    chosen = posted.get(f"presence_{pk}", "")
    if not chosen:
        return None
    if chosen not in Presence.values:
        raise FindingUnusable(_("Choisissez l’un des quatre constats."), field=f"presence_{pk}")
    excuse = posted.get(f"excuse_{pk}", "")
    seen = posted.get(f"seen_{pk}", "")
    return Finding(
        enrolment=pk,
        presence=Presence(chosen),
        excuse=excuse if chosen == Presence.EXCUSED and excuse in ExcuseKind.values else "",
        arrived_at=_hour(posted.get(f"arrived_{pk}", ""), line),
        note=posted.get(f"note_{pk}", ""),
        seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else None,
    )


def _hour(text: str, line: Line) -> time | None:
    """« 9:20 », « 9h20 », « 9 h 20 » or nothing."""
    said = "".join(text.split()).lower().replace("h", ":")
    if not said:
        return None
    hours, _colon, minutes = said.partition(":")
    try:
        return time(int(hours), int(minutes or 0))
    except ValueError:
        sentence = _("L’heure d’arrivée de %(name)s n’est pas lisible : écrivez-la ainsi, 9:20.")
        raise FindingUnusable(sentence % {"name": line.name}, field=f"presence_{line.enrolment.pk}") from None
