"""What an erasure would take and what must stay. Reads only: the page shows it before anybody confirms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from badges.models import Award
from lms_onboarding.common.calendar import local_date
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.offboarding.models import AlumniMember
from lms_onboarding.people.models import Person
from lms_onboarding.portal.models import SharedKind
from lms_onboarding.privacy.holding import Subject, subject_of
from lms_onboarding.privacy.holds import Held
from lms_onboarding.privacy.models import LegalHold
from lms_onboarding.privacy.purging.kinds import KINDS, Kind
from lms_onboarding.privacy.purging.people import in_team
from lms_onboarding.privacy.retention import Calendar, kept_until
from qualiopi.models import Complaint

AT_ONCE: Final = ("mail", "note", "survey", "trace")  # kinds that nothing obliges to keep


@dataclass(frozen=True)
class Stay:
    """What stays, until the end of which day, and why; the person reads the three."""

    what: str
    until: date
    why: str

    def as_kept(self) -> dict[str, str]:
        return {"what": self.what, "until": self.until.isoformat(), "why": self.why}


@dataclass(frozen=True)
class Plan:
    """`refusals` say what to do first; `goes` are (what, how many)."""

    person: Person
    refusals: list[str]
    goes: list[tuple[str, int]]
    stays: list[Stay]

    @property
    def kept_until(self) -> date | None:
        return max((one.until for one in self.stays), default=None)


def plan(person: Person, at: Calendar) -> Plan:
    """What `erase` would do at `at.now`."""
    held = Held(local_date(at.now, at.zone))
    subject = subject_of(person)
    return Plan(person, list(_refusals(person, at.now)), _goes(subject, at, held), _stays(subject, at, held))


def kinds_at_once() -> list[Kind]:
    return [kind for kind in KINDS if kind.key in AT_ONCE]


def _refusals(person: Person, now: datetime) -> Iterator[str]:
    name = {"name": person.full_name}
    if person.erased_at is not None:
        yield _("Cette personne est déjà effacée.")
        return
    if Person.objects.filter(in_team(), pk=person.pk).exists():
        yield (
            _(
                "%(name)s travaille ici, ou y a travaillé : son nom est dans ce qui a été signé pour d’autres. "
                "Retirez ses droits et ses fonctions ; ce qui reste suit les durées de conservation."
            )
            % name
        )
    if _still_trains(person, now):
        yield _("La formation de %(name)s n’est pas finie : annulez d’abord son inscription.") % name
    if wards := list(Person.objects.filter(guardian=person, erased_at__isnull=True)):
        yield _("%(name)s est responsable légal de %(ward)s : changez d’abord ce lien.") % {
            **name,
            "ward": wards[0].full_name,
        }


def _still_trains(person: Person, now: datetime) -> bool:
    expected = Enrolment.objects.filter(
        person=person, state__in=(EnrolmentState.INVITED, EnrolmentState.CONFIRMED)
    ).in_standing_sessions()
    return expected.filter(Q(session__ends_at__gt=now) | Q(session__ends_at__isnull=True)).exists()


def _goes(subject: Subject, at: Calendar, held: Held) -> list[tuple[str, int]]:
    found = []
    for kind in kinds_at_once():
        count = sum(part.rows().filter(part.mine(subject)).exclude(part.held(held)).count() for part in kind.parts)
        found.append((str(kind.title), count))
    for kind in KINDS:
        if kind.key in ("proof", "evidence"):
            over = sum(kind.due(part, at, held).filter(part.mine(subject)).count() for part in kind.parts)
            found.append((str(kind.title), over))
    if not held.people.filter(pk=subject.person.pk).exists():
        person = subject.person.pk
        found.append((_("Compte, et ce qui l’ouvre"), int(subject.person.account_id is not None)))
        found.append((_("Badges : ils diront « effacé »"), Award.objects.filter(person=person).count()))
        choices = SharedKind.objects.filter(person=person).count() + AlumniMember.objects.filter(person=person).count()
        found.append((_("Choix : portfolio, anciens apprenants"), choices))
    return [(what, count) for what, count in found if count]


def _stays(subject: Subject, at: Calendar, held: Held) -> list[Stay]:
    enrolments = Enrolment.objects.filter(pk__in=subject.enrolments).select_related("session").order_by("pk")
    found = [stay for one in enrolments for stay in _of_enrolment(one, subject.person, at)]
    found += _complaints(subject, at)
    found += [Stay(_("Tout ce qui concerne la personne"), one.until, one.reason) for one in _holds(subject, held)]
    found = [one for one in found if one.until >= (held.today or date.min)]
    if found:
        last = max(one.until for one in found)
        found.append(Stay(_("Le nom"), last, _("Il est dans ce qui précède, qui ne dirait rien sans lui.")))
    return found


def _holds(subject: Subject, held: Held) -> list[LegalHold]:
    theirs = Q(person=subject.person.pk) | Q(session__enrolments__in=subject.enrolments)
    return list(held.holds.filter(theirs).distinct())


def _of_enrolment(one: Enrolment, person: Person, at: Calendar) -> Iterator[Stay]:
    ended = local_date(one.session.ends_at or one.session.created_at, at.zone)
    course = one.session.course.title
    alone = Subject(person, (one.pk,))
    whys = {
        "proof": (
            at.proof_months(cofunded=one.session.cofunded),
            _("Présences, évaluations et certificat de « %s »") % course,
            _("Ils justifient la formation auprès de qui la finance et la contrôle.")
            if not one.session.cofunded
            else _("Le cofinancement européen demande de les garder dix ans."),
        ),
        "evidence": (
            at.settings.evidence,
            _("Kit d’accueil, synthèse et pièces de « %s »") % course,
            _("L’audit de l’organisme peut porter dessus."),
        ),
    }
    for kind in KINDS:
        if kind.key in whys and _names_them(kind, alone):
            months, what, why = whys[kind.key]
            yield Stay(what, kept_until(ended, months), why)


def _names_them(kind: Kind, alone: Subject) -> bool:
    return any(part.rows().filter(part.mine(alone)).exists() for part in kind.parts if part.tied)


def _complaints(subject: Subject, at: Calendar) -> list[Stay]:
    found = []
    for one in Complaint.objects.filter(email__iexact=subject.person.email).exclude(email=""):
        closed = local_date(one.closed_at or at.now, at.zone)
        what = _("Réclamation n° %s") % one.number
        found.append(Stay(what, kept_until(closed, at.settings.evidence), _("Elle montre ce qui en a été fait.")))
    return found
