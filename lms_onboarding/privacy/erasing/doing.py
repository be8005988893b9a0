"""Erasing somebody, once: what nothing obliges to keep goes now, the rest at its day; both are written down."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from badges.services import erase_person
from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.documents.services import destroy_files
from lms_onboarding.journal.services import SYSTEM, Fact, record
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import suppress, unaddress_mails
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import make_unreachable
from lms_onboarding.privacy.holding import Subject, subject_of
from lms_onboarding.privacy.holds import Held
from lms_onboarding.privacy.models import Erasure
from lms_onboarding.privacy.purging import people
from lms_onboarding.privacy.purging.kinds import KINDS
from lms_onboarding.privacy.purging.words import forget_mails
from lms_onboarding.privacy.retention import Calendar, calendar
from lms_onboarding.surveys.models import Invitation

from .answering import answer
from .planning import kinds_at_once, plan


class ErasureRefused(Refused):
    """Something must be done first; the sentence says what."""


def erase(person: Person, *, by: str, now: datetime) -> Erasure:
    """Erase this person as far as the law lets us, and tell them what stays. Asked twice, it is the same erasure.

    Raises ErasureRefused.
    """
    at = calendar(now)
    with transaction.atomic():
        locked = Person.objects.select_for_update(of=("self",)).select_related("account").get(pk=person.pk)
        known = Erasure.objects.filter(person=locked).first()
        if known is not None:
            return known
        planned = plan(locked, at)
        if planned.refusals:
            raise ErasureRefused(planned.refusals[0])
        done = Erasure.objects.create(
            person=locked,
            done_at=now,
            done_by=by,
            kept=[one.as_kept() for one in planned.stays],
            kept_until=planned.kept_until,
            completed_at=None if planned.stays else now,
        )
        done.mail = answer(done, locked, planned.stays, at)
        done.gone = _forget(done, locked, at, by=by)
        done.save(update_fields=["mail", "gone"])
        codes: dict[str, Any] = {"erasure": done.pk, "kept": len(planned.stays), **done.gone}
        record(Fact("privacy.erased", locked.key, now, by, codes), now=now)
    destroy_files(now=now)
    return done


def resume(*, now: datetime) -> int:
    """What an erasure could not take then (a hold, a mail on its way) and now can; how many rows. For the purge."""
    at, gone = calendar(now), 0
    unfinished = Q(completed_at__isnull=True) | Q(mail__isnull=False)
    for pk in Erasure.objects.filter(unfinished).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            done = Erasure.objects.select_for_update(of=("self",)).select_related("person__account", "mail").get(pk=pk)
            gone += sum(_forget(done, done.person, at, by=SYSTEM).values())
            gone += _forget_answer(done, now)
        destroy_files(now=now)
    return gone


def _forget(done: Erasure, person: Person, at: Calendar, *, by: str) -> dict[str, int]:
    """Rows per kind. Nothing under a hold goes, and neither does the answer before it has left."""
    held, subject = Held(local_date(at.now, at.zone)), subject_of(person)
    spared = done.mail_id or 0
    _hold_back(subject, spared, at.now)
    gone: dict[str, int] = {}
    for kind in KINDS:
        for part in kind.parts if kind.key != "person" else ():
            free = part.rows().exclude(part.held(held)) if kind in kinds_at_once() else kind.due(part, at, held)
            rows = free.filter(part.mine(subject)).values_list("pk", flat=True)
            pks = [pk for pk in rows if free.model is not OutgoingMail or pk != spared]
            part.forget(pks, at.now)
            gone[kind.key] = gone.get(kind.key, 0) + len(pks)
    if held.people.filter(pk=person.pk).exists():
        return gone
    gone["badge"] = erase_person(person, by=by, now=at.now)
    _forget_addresses(subject, spared)
    people.strip([person])
    if done.completed_at is not None and person.erased_at is None:
        people.forget([person.pk], at.now)
    elif person.erased_at is None:
        make_unreachable([person])
    return gone


def _hold_back(subject: Subject, spared: int, now: datetime) -> None:
    waiting = OutgoingMail.objects.waiting().filter(recipient_key__in=subject.keys).exclude(pk=spared)
    for mail in waiting:
        suppress(mail, reason=_("Cette personne a demandé l’effacement de ses données."), now=now)


def _forget_addresses(subject: Subject, spared: int) -> None:
    """Where they were written to, and where their answers came from."""
    closed = OutgoingMail.objects.exclude(pk__in=OutgoingMail.objects.waiting().values("pk")).exclude(pk=spared)
    unaddress_mails(list(closed.filter(recipient_key__in=subject.keys).values_list("pk", flat=True)))
    closed.filter(about__in=subject.keys, reply_to__iexact=subject.person.email).update(reply_to="")
    asked = Invitation.objects.filter(respondent_key__in=subject.keys)
    asked.update(respondent_name="", respondent_email="")


def _forget_answer(done: Erasure, now: datetime) -> int:
    """The answer held the last address that we knew: once it has left, that goes too."""
    mail = done.mail
    if mail is None or OutgoingMail.objects.waiting().filter(pk=mail.pk).exists():
        return 0
    forget_mails([mail.pk], now)
    unaddress_mails([mail.pk])
    Erasure.objects.filter(pk=done.pk).update(mail=None)
    return 1
