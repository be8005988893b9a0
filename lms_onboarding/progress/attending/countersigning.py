"""The trainer signs over a half-day, which locks it: never while somebody has no finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms_onboarding.common import french
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.progress.enums import Presence
from lms_onboarding.progress.models import AttendanceMark, AttendanceSheet
from lms_onboarding.sessions.models import Slot

from .reading import Line, lines_of
from .refusals import AlreadyCountersigned, NotReady, NotTheirSession
from .roster import leads
from .signatures import Signature
from .windows import Window, window_of

HERE = (Presence.PRESENT, Presence.LATE)


@dataclass(frozen=True, slots=True)
class Gaps:
    """Why a half-day cannot be countersigned yet, with the names."""

    without_finding: Sequence[str] = ()
    without_signature: Sequence[str] = ()  # present, nothing signed, and neither hour nor reason noted
    contradicted: Sequence[str] = ()  # signed after they were found absent, and nobody said why
    too_early: str = ""

    def sentences(self) -> list[str]:
        """What is missing, each in a sentence that names the people."""
        said = [self.too_early] if self.too_early else []
        if names := self.without_finding:
            sentence = ngettext(
                "Un constat manque : %(names)s.", "%(count)s constats manquent : %(names)s.", len(names)
            )
            said.append(sentence % {"count": french.in_words(len(names)).capitalize(), "names": french.listing(names)})
        if names := self.without_signature:
            sentence = _("Sans signature : %(names)s. Notez l’heure d’arrivée et la raison, ou attendez la signature.")
            said.append(sentence % {"names": french.listing(names)})
        if names := self.contradicted:
            sentence = _("Une signature contredit votre constat : %(names)s. Corrigez le constat, ou dites pourquoi.")
            said.append(sentence % {"names": french.listing(names)})
        return said

    def __bool__(self) -> bool:
        return bool(self.sentences())


def gaps_in(lines: Sequence[Line], window: Window, *, now: datetime) -> Gaps:
    """What stands between this half-day and its countersignature."""
    early = ""
    if now < window.starts:
        early = _("La demi-journée commence à %(hour)s : elle se contresigne ensuite.") % {
            "hour": french.hour(window.starts.time())
        }
    return Gaps(
        without_finding=[line.name for line in lines if line.mark is None],
        without_signature=[line.name for line in lines if _unsigned(line)],
        contradicted=[line.name for line in lines if _contradicted(line)],
        too_early=early,
    )


def countersign(
    *, slot: int, signature: Signature, author: Person, now: datetime, observation: str = ""
) -> AttendanceSheet:
    """Lock a half-day. Raises NotTheirSession, AlreadyCountersigned, NotReady, which names the people."""
    with transaction.atomic():
        row = Slot.objects.select_for_update(of=("self",)).select_related("session").get(pk=slot)
        if not leads(author, row.session):
            raise NotTheirSession
        known = AttendanceSheet.objects.select_related("trainer").filter(slot=row).first()
        if known is not None:
            raise AlreadyCountersigned(known.trainer.full_name, known.countersigned_at)
        window = window_of(row, provider().zone)
        gaps = gaps_in(lines_of(row, window), window, now=now)
        if gaps:
            raise NotReady(gaps.sentences())
        sheet = AttendanceSheet.objects.create(
            slot=row,
            trainer=author,
            kind=signature.kind,
            drawing=signature.drawing,
            written_name=signature.name,
            countersigned_at=now,
            observation=observation.strip()[:500],
        )
        subject = f"session/{row.session_id}"
        fact = Fact("attendance.countersigned", subject, occurred_at=now, actor=author.key, codes={"slot": row.pk})
        record(fact, now=now)
    return sheet


def _unsigned(line: Line) -> bool:
    mark = line.mark
    return mark is not None and mark.presence in HERE and line.signature is None and not _explained(mark)


def _explained(mark: AttendanceMark) -> bool:
    return mark.arrived_at is not None and bool(mark.note)


def _contradicted(line: Line) -> bool:
    mark = line.mark
    return mark is not None and mark.presence not in HERE and line.signature is not None and not mark.note
