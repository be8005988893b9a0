"""What a release will write, made ready before anybody waits: read, checked and frozen outside the transaction.

The transaction then looks at a stamp of what was read, and writes; when a word of it changed meanwhile, all of it is
made ready again under the lock. What learners do in that second (a lesson finished,
an answer) belongs to after the release, as it would a second later.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms_onboarding.journal.services import Fact
from lms_onboarding.offboarding.models import Bilan, Closing, Handover, Paper, PaperKind
from lms_onboarding.offboarding.refusals import AttendanceToFind, BilansToValidate, IdentityMissing
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session

from .drafting import is_concerned
from .freezing import Shared, attestation_of, bilan_of, certificate_of
from .gathering import Group, Learner, gather
from .stamping import stamp_of


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Who signs, in what quality, where; `delegation` says by what right when it is not the legal representative."""

    name: str
    quality: str
    place: str
    delegation: str = ""


@dataclass(frozen=True)
class Due:
    """What one learner will receive, and why nothing when it is so."""

    learner: Learner
    kinds: tuple[PaperKind, ...]
    reason: str = ""


def due_to(learner: Learner) -> Due:
    """Everything for who followed and went to the end; a partial certificate for who left; nothing for no hour."""
    if not learner.came:
        return Due(learner, (), "left_without_hours" if learner.left else "no_hours")
    if not is_concerned(learner):
        return Due(learner, (PaperKind.CERTIFICATE,), "left")
    return Due(learner, (PaperKind.BILAN, PaperKind.ATTESTATION, PaperKind.CERTIFICATE))


def missing_identity(organisation: ProviderSettings) -> list[str]:
    """What every document must say of the organisation and is not known, in French."""
    wanted = {
        "la raison sociale": organisation.name,
        "l’adresse": organisation.address,
        "le SIRET": organisation.siret,
        "le numéro de déclaration d’activité": organisation.declaration,
        "la région de la déclaration": organisation.declaration_region,
    }
    return [name for name, value in wanted.items() if not value.strip()]


@dataclass(frozen=True)
class Prepared:
    """Rows to write, `stamp` of what they come from; `closing` is signed in memory only."""

    stamp: str
    closing: Closing
    papers: tuple[Paper, ...]
    handovers: tuple[Handover, ...]
    facts: tuple[Fact, ...]
    stayed: tuple[int, ...]


def prepare(session: Session, closing: Closing, signatory: Signer, *, by: str, now: datetime) -> Prepared:
    """Raises AttendanceToFind, BilansToValidate, IdentityMissing. Constant queries, nothing written."""
    stamp, group = stamp_of(session), gather(session)
    if unknown := without_finding(group):
        raise AttendanceToFind(unknown)
    bilans = _validated(group)
    _sign(closing, signatory, group.organisation, by=by, now=now)
    shared, dues = Shared(group, closing, now), [due_to(one) for one in group.learners]
    return Prepared(
        stamp,
        closing,
        papers=tuple(paper for due in dues for paper in _papers(shared, due, bilans, now=now)),
        handovers=tuple(Handover(enrolment=one.learner.enrolment) for one in dues if PaperKind.BILAN in one.kinds),
        facts=tuple(_facts(dues, closing, now=now)),
        stayed=tuple(one.enrolment.pk for one in group.learners if not one.left),
    )


def without_finding(group: Group) -> list[str]:
    """Learners of whom some half-day says neither that they were there nor that they were not."""
    return [one.enrolment.person.full_name for one in group.learners if one.attendance.unknown]


def _validated(group: Group) -> dict[int, Bilan]:
    """Every bilan that is due, by enrolment. Raises BilansToValidate."""
    rows = Bilan.objects.current().filter(enrolment__session=group.session).select_related("validator")
    found = {row.enrolment_id: row for row in rows}
    waiting = [
        one.enrolment.person.full_name
        for one in group.learners
        if is_concerned(one) and not (one.enrolment.pk in found and found[one.enrolment.pk].is_validated)
    ]
    if waiting:
        raise BilansToValidate(waiting)
    return found


def _sign(closing: Closing, signatory: Signer, organisation: ProviderSettings, *, by: str, now: datetime) -> None:
    missing = missing_identity(organisation)
    named = {"le signataire": signatory.name, "sa qualité": signatory.quality, "le lieu de signature": signatory.place}
    missing += [name for name, value in named.items() if not value.strip()]
    if missing:
        raise IdentityMissing(missing)
    closing.signatory, closing.quality = signatory.name.strip(), signatory.quality.strip()
    closing.delegation, closing.place = signatory.delegation.strip(), signatory.place.strip()
    closing.released_at, closing.released_by = now, by


def _papers(shared: Shared, due: Due, bilans: Mapping[int, Bilan], *, now: datetime) -> Iterator[Paper]:
    learner, pk = due.learner, due.learner.enrolment.pk
    for kind in due.kinds:
        version, data = 1, dict[str, Any]()
        if kind is PaperKind.BILAN:
            version, data = bilans[pk].version, bilan_of(shared, learner, bilans[pk])
        elif kind is PaperKind.ATTESTATION:
            data = attestation_of(shared, learner)
        else:
            data = certificate_of(shared, learner)
        yield Paper(
            closing=shared.closing,
            enrolment=learner.enrolment,
            kind=kind,
            version=version,
            data=data,
            frozen_at=now,
        )


def _facts(dues: list[Due], closing: Closing, *, now: datetime) -> Iterator[Fact]:
    yield Fact("closing.released", f"session/{closing.session_id}", occurred_at=now, actor=closing.released_by)
    for due in dues:
        codes: dict[str, str | int | bool | None] = {"papers": len(due.kinds), "reason": due.reason}
        subject = f"enrolment/{due.learner.enrolment.pk}"
        yield Fact("learner.released", subject, occurred_at=now, actor=closing.released_by, codes=codes)
