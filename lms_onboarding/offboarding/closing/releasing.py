"""Release: one short transaction freezes what each will receive. Nothing leaves before it, and it happens once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from lms_onboarding.enrolments.services import complete_all
from lms_onboarding.journal.services import Fact, record, record_many
from lms_onboarding.offboarding.models import Bilan, Closing, Handover, Paper, PaperKind
from lms_onboarding.offboarding.refusals import (
    AlreadyReleased,
    AttendanceToFind,
    BilansToValidate,
    IdentityMissing,
    SessionStillRunning,
)
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import mark_released

from .drafting import is_concerned
from .freezing import Shared, attestation_of, bilan_of, certificate_of, verify_base
from .gathering import Group, Learner, gather

BATCH = 500


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


def release(session: Session, signatory: Signer, *, by: str, now: datetime) -> Closing:
    """Freeze data, signatory, quality and delegation; complete the enrolments; the sweep will issue.

    Raises SessionStillRunning, AlreadyReleased, AttendanceToFind, BilansToValidate, IdentityMissing.
    """
    verify_base()  # addresses are read before anybody waits: the first one of a process loads every page of the site
    with transaction.atomic():
        held = Session.objects.select_for_update().select_related("course").get(pk=session.pk)
        closing = Closing.objects.filter(session=held).first()
        if held.released_at:
            raise AlreadyReleased
        if closing is None or held.cancelled_at or held.ends_at is None or held.ends_at > now:
            raise SessionStillRunning
        group = gather(held)
        if unknown := without_finding(group):
            raise AttendanceToFind(unknown)
        bilans = _validated(group)
        _sign(closing, signatory, group.organisation, by=by, now=now)
        _freeze(Shared(group, closing, now), bilans, now=now)
        complete_all(held, [one.enrolment.pk for one in group.learners if not one.left], by=by, now=now)
        mark_released(held, by=by, now=now)
    session.released_at = held.released_at
    return closing


def without_finding(group: Group) -> list[str]:
    """Learners of whom some half-day says neither that they were there nor that they were not."""
    return [one.enrolment.person.full_name for one in group.learners if one.attendance.unknown]


def release_correction(bilan: Bilan, *, by: str, now: datetime) -> Paper:
    """Freeze a corrected bilan of a released session: its document will replace the one before, and its holder is
    told. Twice is once. Raises SessionStillRunning, BilansToValidate."""
    with transaction.atomic():
        enrolment = bilan.enrolment
        session = Session.objects.select_for_update().select_related("course").get(pk=enrolment.session_id)
        closing = Closing.objects.filter(session=session, released_at__isnull=False).first()
        if closing is None:
            raise SessionStillRunning
        row = Bilan.objects.current().select_related("validator").get(enrolment=enrolment)
        if not row.is_validated:
            raise BilansToValidate([enrolment.person.full_name])
        known = Paper.objects.filter(enrolment=enrolment, kind=PaperKind.BILAN, version=row.version).first()
        if known is not None:
            return known
        group = gather(session, only=[enrolment.pk])
        data = bilan_of(Shared(group, closing, now), group.by_enrolment[enrolment.pk], row)
        paper = Paper.objects.create(
            closing=closing, enrolment=enrolment, kind=PaperKind.BILAN, version=row.version, data=data, frozen_at=now
        )
        Handover.objects.create(enrolment=enrolment, version=row.version)
        codes: dict[str, str | int | bool | None] = {"version": row.version}
        record(Fact("bilan.corrected", enrolment.key, occurred_at=now, actor=by, codes=codes), now=now)
    return paper


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
    closing.save()


def _freeze(shared: Shared, bilans: Mapping[int, Bilan], *, now: datetime) -> None:
    dues = [due_to(one) for one in shared.group.learners]
    papers = (paper for due in dues for paper in _papers(shared, due, bilans, now=now))
    Paper.objects.bulk_create(papers, batch_size=BATCH)
    told = [due.learner.enrolment for due in dues if PaperKind.BILAN in due.kinds]
    Handover.objects.bulk_create([Handover(enrolment=one) for one in told], batch_size=BATCH)
    record_many(_facts(dues, shared.closing, now=now), now=now)


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


def _facts(dues: Iterable[Due], closing: Closing, *, now: datetime) -> Iterator[Fact]:
    yield Fact("closing.released", f"session/{closing.session_id}", occurred_at=now, actor=closing.released_by)
    for due in dues:
        codes: dict[str, str | int | bool | None] = {"papers": len(due.kinds), "reason": due.reason}
        subject = f"enrolment/{due.learner.enrolment.pk}"
        yield Fact("learner.released", subject, occurred_at=now, actor=closing.released_by, codes=codes)
