"""Documents asked at will: the last one while it says the same, else the next version, which replaces it."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.printing.house import UnprintableText
from lms_onboarding.documents.services import Order, SealUnusable, issue, supersede

from .refusals import AttendanceRefused

Draw = Callable[[str, str], bytes]  # from the number and the version, "" for the first, to the bytes
APART: Final = frozenset({"imprint", "fingerprint"})  # what changes without anything new being said


def issue_version(order: Order, draw: Draw, *, now: datetime) -> IssuedDocument:
    """`order.key` names the series: its documents are `key/1`, `key/2`…, each one superseded by the next.

    Raises AttendanceRefused for a text that cannot be printed, or a seal that cannot be used. Two who ask at once get
    one document.
    """
    fingerprint = fingerprint_of(order.data)
    series = IssuedDocument.objects.filter(about=order.about, key__startswith=f"{order.key}/")
    last = series.order_by("-pk").first()
    if last is None or last.data.get("fingerprint") != fingerprint:
        version = int(last.key.rpartition("/")[2]) + 1 if last else 1
        said = str(version) if version > 1 else ""
        numbered = replace(order, key=f"{order.key}/{version}", data={**order.data, "fingerprint": fingerprint})
        try:
            last = issue(numbered, lambda number: draw(number, said), now=now)
        except (UnprintableText, SealUnusable) as problem:  # both say in French how to mend it
            raise AttendanceRefused(str(problem)) from problem
    for old in series.current().exclude(pk=last.pk):  # one at most, the one before: also after a crash in between
        supersede(old, last)
    return last


def fingerprint_of(data: Mapping[str, Any]) -> str:
    """Of what a document says, whatever its number and its date."""
    said = {name: value for name, value in data.items() if name not in APART}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
