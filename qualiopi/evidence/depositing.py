"""Keeping a piece, looking at it again, taking it back."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.documents.services import store
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.services import provider
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.indicators.kinds import HouseUnit, Kind, Per, kinds

from .contents import Format, recognise
from .models import Deposit, Scope

LONGEST_NAME: Final = 100


@dataclass(frozen=True, kw_only=True)
class About:
    """What a piece is about: ids of one thing, and of the half-day or of the session around it."""

    scope: Scope
    course: int | None = None
    session: int | None = None
    slot: int | None = None
    enrolment: int | None = None
    person: int | None = None


@dataclass(frozen=True, kw_only=True)
class Handed:
    """What somebody deposits. `kind` is the expected piece it stands for, or ""; a file or `url`, never both."""

    indicator: int
    about: About
    title: str
    happened_on: date
    kind: str = ""
    note: str = ""
    content: bytes = b""
    filename: str = ""
    url: str = ""
    review_on: date | None = None


def deposit(handed: Handed, *, form: str, by: Reviewer, now: datetime) -> Deposit:
    """Keep a piece. `form` is the draft of the form: the same one twice gives the piece already kept.

    Raises Refused: no file nor link, or both; a forbidden kind of file; a day to come; a piece that does not prove
    this indicator or is not about the right thing.
    """
    key = hashlib.sha256(form.encode()).hexdigest()
    known = Deposit.objects.filter(form_key=key).first()
    if known is not None:
        return known
    _refuse(handed, today=local_date(now, provider().zone))
    found = recognise(handed.content) if handed.content or handed.filename else None
    blob = store(handed.content, now=now) if found else None  # before the transaction: the disk may be slow
    made = Deposit(
        indicator=handed.indicator,
        kind=handed.kind,
        scope=handed.about.scope,
        course_id=handed.about.course,
        session_id=handed.about.session,
        slot_id=handed.about.slot,
        enrolment_id=handed.about.enrolment,
        person_id=handed.about.person,
        title=handed.title.strip()[:160],
        note=handed.note.strip()[:500],
        blob=blob,
        filename=_named(handed.filename, found) if found else "",
        content_type=found.content_type if found else "",
        url=handed.url,
        happened_on=handed.happened_on,
        review_on=handed.review_on,
        form_key=key,
        author_key=by.key,
        author_name=by.name,
        deposited_at=now,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            codes: dict[str, str | int | bool | None] = {
                "indicator": made.indicator,
                "kind": made.kind,
                "sha256": made.blob_id,
            }
            record(Fact("evidence.deposited", made.key, now, by.key, codes), now=now)
    except IntegrityError:  # the same form arrived twice at once
        known = Deposit.objects.filter(form_key=key).first()
        if known is None:
            raise
        return known
    return made


def look_again(found: Deposit, *, review_on: date | None, by: Reviewer, now: datetime) -> None:
    """Somebody read it again: it stands until `review_on`, or for good. Raises Refused when that day is past."""
    if review_on is not None and review_on <= local_date(now, provider().zone):
        raise Refused(_("Choisissez un jour à venir pour la prochaine relecture, ou aucun."), field="review_on")
    with transaction.atomic():
        Deposit.objects.filter(pk=found.pk, withdrawn_at__isnull=True).update(review_on=review_on)
        until = review_on.isoformat() if review_on else None
        record(Fact("evidence.looked_again", found.key, now, by.key, {"until": until}), now=now)
    found.review_on = review_on


def withdraw(found: Deposit, *, because: str, by: Reviewer, now: datetime) -> bool:
    """Take it back: it proves nothing any more, and stays readable with its reason. Twice is once."""
    if not because.strip():
        raise Refused(_("Dites en une phrase pourquoi cette pièce est retirée : l’historique la garde."), field="why")
    with transaction.atomic():
        standing = Deposit.objects.filter(pk=found.pk, withdrawn_at__isnull=True)
        if not standing.update(withdrawn_at=now, withdrawn_because=because.strip()[:300]):
            return False
        record(Fact("evidence.withdrawn", found.key, now, by.key, {"indicator": found.indicator}), now=now)
    found.refresh_from_db()
    return True


FITTING: Final = {
    Per.ENROLMENT: Scope.LEARNER,
    Per.SLOT: Scope.SESSION,
    Per.SESSION: Scope.SESSION,
    Per.COURSE: Scope.COURSE,
    Per.ORGANISATION: Scope.ORGANISATION,
}


def _refuse(handed: Handed, *, today: date) -> None:
    has_file = bool(handed.content or handed.filename)
    if has_file == bool(handed.url):
        raise Refused(
            _("Déposez un fichier ou un lien : l’un des deux, pas les deux.")
            if has_file
            else _("Choisissez un fichier, ou donnez l’adresse où la pièce est rangée."),
            field="file",
        )
    if handed.happened_on > today:
        raise Refused(
            _("Ce jour n’est pas encore venu. Donnez la date de ce que la pièce montre."), field="happened_on"
        )
    if handed.kind:
        _refuse_unfit(kinds().get(handed.kind), handed)


def _refuse_unfit(kind: Kind | None, handed: Handed) -> None:
    if kind is None or handed.indicator not in kind.proves:
        raise Refused(
            _("Cette pièce ne prouve pas cet indicateur. Choisissez-en une autre, ou « une autre preuve »."),
            field="kind",
        )
    about = handed.about
    of_a_trainer = kind.house is not None and kind.house.unit is HouseUnit.TRAINER
    if about.scope is not (Scope.TRAINER if of_a_trainer else FITTING[kind.per]) or (kind.per is Per.SLOT) != (
        about.slot is not None
    ):
        whom = {
            Per.ENROLMENT: _("une personne en formation"),
            Per.SLOT: _("une demi-journée"),
            Per.SESSION: _("toute la session"),
            Per.COURSE: _("la formation"),
            Per.ORGANISATION: _("une personne de l’équipe") if of_a_trainer else _("l’organisme"),
        }[kind.per]
        raise Refused(
            _("« %(title)s » se dépose pour %(whom)s : choisissez-la dans la liste.")
            % {"title": kind.title, "whom": whom},
            field="about",
        )


def _named(filename: str, found: Format) -> str:
    """The name it came under, without folders, under the ending that its content deserves."""
    stem = PurePath(filename.replace("\\", "/")).stem.strip() or "piece"
    return f"{stem[:LONGEST_NAME]}.{found.extension}"
