"""Issuing the statement of attendance at a distance: asked by who trains, sealed, once while nothing new happened."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from courses.services import micro_courses_for
from lms_onboarding.common import french
from lms_onboarding.common.postal import city_of
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.printing.page import Imprint
from lms_onboarding.documents.services import Order
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.people.services import on_paper, provider
from lms_onboarding.progress.models import Assessment
from lms_onboarding.sessions.models import Slot

from .distance_pdf import Done, Exchange, Planned, Statement, draw_statement
from .facts import attendance_facts
from .reading import OwnHalf, own_halves
from .refusals import AttendanceRefused, NotTheirSession
from .remote import Assessed, Help, RemoteRecord, Work, remote_record
from .roster import leads
from .versions import issue_version

KIND = "assiduite_foad"


def issue_distance_statement(enrolment: Enrolment, *, author: Person, now: datetime) -> IssuedDocument:
    """What shows that this learner followed at a distance, closed at `now`; with nothing new, the same document.

    Raises NotTheirSession, AttendanceRefused.
    """
    if not leads(author, enrolment.session):
        raise NotTheirSession
    organisation = provider()
    if not (organisation.signatory and organisation.signatory_quality):
        raise AttendanceRefused(
            _("Le relevé porte la signature du responsable : indiquez le signataire et sa qualité dans les réglages.")
        )
    if not Slot.objects.filter(session=enrolment.session_id, remote=True).exists():
        raise AttendanceRefused(
            _("Cette session n’a pas de demi-journée à distance : sa feuille d’émargement suffit.")
        )
    statement = statement_of(enrolment, organisation, as_of=now)

    def draw(number: str, version: str) -> bytes:
        return draw_statement(replace(statement, imprint=replace(statement.imprint, number=number, version=version)))

    order = Order(
        key=f"attendance/distance/{enrolment.pk}",
        kind=KIND,
        prefix="RA",
        title=f"{statement.imprint.kind}, {statement.learner}, {enrolment.session.code}"[:200],
        about=enrolment.key,
        filename="assiduite-a-distance-{number}.pdf",
        data=statement.as_frozen(),
        sealed=True,
    )
    return issue_version(order, draw, now=now)


def statements_of(enrolment: Enrolment) -> list[IssuedDocument]:
    """Those issued for this learner, newest first."""
    rows = IssuedDocument.objects.filter(kind=KIND, about=enrolment.key)
    return list(rows.select_related("blob", "superseded_by").order_by("-issued_at", "-pk"))


def statement_of(enrolment: Enrolment, organisation: ProviderSettings, *, as_of: datetime) -> Statement:
    """What the statement says, frozen. `asof` keeps the last thing that happened: with nothing new, the same words."""
    zone, session = organisation.zone, enrolment.session
    slots = list(Slot.objects.filter(session=session).order_by("day", "start"))
    record = remote_record(enrolment, as_of=as_of)
    halves = [half for half in own_halves(enrolment) if half.slot.remote and half.mark is not None]
    assessed = list(
        Assessment.objects.current().of([enrolment.pk]).select_related("assessor").order_by("assessed_on", "pk")
    )
    facts = attendance_facts([enrolment.pk], as_of=as_of, zone=zone)[enrolment.pk]
    return Statement(
        provider=on_paper(organisation, now=as_of),
        imprint=Imprint(_("Relevé d’assiduité à distance"), "", as_of, zone=zone.key),
        learner=enrolment.person.full_name,
        company=enrolment.company.name if enrolment.company else "",
        course=str(session.programme.get("title") or session.course.title),
        session=session.code,
        period=_period(slots),
        asof=_as_of(record, [*_moments(halves), *(row.recorded_at for row in assessed)], zone),
        planned=tuple(_planned(slots, enrolment.role)),
        done=tuple(_done(record.works, halves, zone)),
        assessments=(*_checked(record.assessments, zone), *map(_assessed, assessed)),
        exchanges=tuple(_exchange(one, zone) for one in record.helps),
        hours=french.duration(timedelta(minutes=facts.minutes_remote)) if facts.minutes_remote else _("aucune"),
        place=city_of(organisation.address),
        signatory=organisation.signatory,
        quality=organisation.signatory_quality,
    )


def _period(slots: list[Slot]) -> str:
    said = french.period(slots[0].day, slots[-1].day)
    return f"{said[:1].upper()}{said[1:]}"


def _moments(halves: Iterable[OwnHalf]) -> list[datetime]:
    return [half.mark.marked_at for half in halves if half.mark is not None]


def _as_of(record: RemoteRecord, others: list[datetime], zone: ZoneInfo) -> str:
    """« au lundi 7 décembre 2026 à 10 h, dernière trace connue »: it only changes when something happens."""
    moments = [one.at for one in record.works] + [one.at for one in record.assessments] + others
    moments += [one.answered_at or one.at for one in record.helps]
    if not moments:
        return _("sans aucune trace connue")
    return _("au %(at)s, dernière trace connue") % {"at": french.day_and_hour(french.local(max(moments), zone))}


def _planned(slots: Iterable[Slot], role: str) -> Iterable[Planned]:
    for slot in slots:
        if slot.remote:
            title = slot.subject or _("Classe virtuelle")
            when = f"{french.day(slot.day)}, {french.hours_between(slot.start, slot.end)}"
            yield Planned(f"{title}, {when}", french.duration(_between(slot)))
    for outline in micro_courses_for(role) if role else []:
        if outline.steps:
            each = round(outline.minutes / len(outline.steps))
            lessons = french.counted(len(outline.steps), "leçon", feminine=True)
            total = french.duration(timedelta(minutes=outline.minutes))
            length = _("%(lessons)s de %(each)d min en moyenne, %(total)s en tout")
            yield Planned(outline.title, length % {"lessons": lessons, "each": each, "total": total})


def _between(slot: Slot) -> timedelta:
    return timedelta(
        hours=slot.end.hour - slot.start.hour,
        minutes=slot.end.minute - slot.start.minute,
    )


def _done(works: Iterable[Work], halves: Iterable[OwnHalf], zone: ZoneInfo) -> list[Done]:
    lines = [(one.at, one.title, one.result) for one in works]
    for half in halves:
        if half.mark is None:
            continue
        title = half.slot.subject or _("Classe virtuelle")
        signed = half.signature
        result = str(half.mark.get_presence_display())
        if signed is not None:
            result = _("%(presence)s, signé à %(at)s") % {
                "presence": result,
                "at": french.hour(french.local(signed.signed_at, zone).time()),
            }
        lines.append((half.window.starts, title, result))
    return [Done(_at(at, zone), title, result) for at, title, result in sorted(lines)]


def _checked(assessments: Iterable[Assessed], zone: ZoneInfo) -> list[Done]:
    return [
        Done(
            _at(one.at, zone),
            _("Question de « %(title)s »") % {"title": one.title},
            f"{french.counted(one.tries, 'essai')}, "
            + (_("la meilleure réponse est trouvée") if one.succeeded else _("pas encore la meilleure réponse")),
        )
        for one in assessments
    ]


def _assessed(row: Assessment) -> Done:
    """An objective, as it was last assessed."""
    who = row.assessor.full_name if row.assessor else row.get_source_display()
    return Done(french.day_digits(row.assessed_on), row.text, f"{row.get_level_display()}, {who}")


def _exchange(one: Help, zone: ZoneInfo) -> Exchange:
    author = ", ".join(part for part in (one.author, str(one.channel)) if part)
    answered = ""
    if one.answered_at is not None and one.answered_at != one.at:
        answered = _("Réponse le %(at)s. ") % {"at": _at(one.answered_at, zone)}
    return Exchange(_at(one.at, zone), author, one.subject, f"{answered}{one.answer}".strip())


def _at(moment: datetime, zone: ZoneInfo) -> str:
    """« 07/12/2026, 9 h 06 »."""
    here = french.local(moment, zone)
    return f"{french.day_digits(here.date())}, {french.hour(here.time().replace(second=0, microsecond=0))}"
