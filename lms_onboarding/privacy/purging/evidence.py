"""What shows an auditor that promises were kept. Codes, numbers and dates stay; words about people go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import forget_bytes
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import unaddress_mails
from lms_onboarding.privacy.holding import Subject, addressed_to, named_by
from lms_onboarding.privacy.holds import Held
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.welcome.models import InformationPack, NeedsSynthesis, WelcomeKit
from qualiopi.models import Complaint, Deposit

from .part import BLANK, Part, emptied, of_enrolments, saying
from .proofs import PROVING, forget_papers, of_subject_papers
from .words import of_late_sessions

_WITHDRAWN: Final = "Effacée au terme de sa conservation."
_NOWHERE: Final = "https://efface.invalid/"  # a piece is a file or an address: one that leads nowhere
_ASKED_NOBODY: Final[dict[str, Any]] = {"respondent_name": "", "respondent_email": "", "context": {}}
_SYNTHESIS: Final = {"need": BLANK, "reason": BLANK, "restated": BLANK, "adaptations": []}
_NOTHING_SAID: Final = dict.fromkeys(("name", "email", "effect", "title", "session_words", "no_action_because"), "")


def _forget_complaints(pks: Sequence[Any], _now: datetime) -> None:
    rows = Complaint.objects.filter(pk__in=pks)
    rows.update(facts=BLANK, **_NOTHING_SAID)
    rows.filter(answered_at__isnull=False).update(cause=BLANK, answer=BLANK)


def _forget_deposits(pks: Sequence[Any], now: datetime) -> None:
    rows = Deposit.objects.filter(pk__in=pks)
    shas = list(rows.filter(blob__isnull=False).values_list("blob", flat=True))
    rows.filter(withdrawn_at__isnull=True).update(withdrawn_at=now, withdrawn_because=_WITHDRAWN)
    rows.update(blob=None, url=_NOWHERE, filename="", title=BLANK, note="")
    forget_bytes(shas, now=now)


def _forget_addresses(pks: Sequence[Any], _now: datetime) -> None:
    unaddress_mails(pks)


def _held_complaints(held: Held) -> Q:
    people = Q(email__in=held.people.values("email"))
    return Q(session__in=held.sessions.values("pk")) | people & ~Q(email="")


def _of_learners(subject: Subject) -> Q:
    return Q(enrolment__in=subject.enrolments)


EVIDENCE: Final = (
    of_enrolments(saying(WelcomeKit, personal={}), emptied(WelcomeKit, {"personal": {}})),
    of_enrolments(saying(InformationPack, personal={}), emptied(InformationPack, {"personal": {}})),
    of_enrolments(saying(NeedsSynthesis, need=BLANK), emptied(NeedsSynthesis, _SYNTHESIS)),
    Part(
        rows=lambda: Complaint.objects.filter(closed_at__isnull=False).exclude(facts=BLANK, email="", name=""),
        forget=_forget_complaints,
        moment=F("closed_at"),
        held=_held_complaints,
        mine=addressed_to("email"),
    ),
    Part(
        rows=lambda: Deposit.objects.filter(enrolment__isnull=False).exclude(title=BLANK, url=_NOWHERE),
        forget=_forget_deposits,
        moment=Coalesce(F("enrolment__session__ends_at"), F("deposited_at")),
        held=lambda held: Q(enrolment__in=held.enrolments.values("pk")),
        mine=_of_learners,
        tied=True,
    ),
    Part(
        rows=lambda: IssuedDocument.objects.exclude(kind__in=PROVING).exclude(holder_key="").filter(erased_at=None),
        forget=forget_papers,
        moment=F("issued_at"),
        held=lambda held: held.names("about", "holder_key"),
        mine=of_subject_papers,
        tied=True,
        recent=of_late_sessions("about"),
    ),
    Part(
        rows=lambda: OutgoingMail.objects.exclude(to_email="", to_name="", reply_to="").exclude(
            pk__in=OutgoingMail.objects.waiting().values("pk")
        ),
        forget=_forget_addresses,
        moment=Coalesce(F("sent_at"), F("queued_at")),
        held=lambda held: held.names("recipient_key", "about"),
        mine=named_by("recipient_key"),
        recent=of_late_sessions("about"),
    ),
    Part(
        rows=saying(Invitation, **_ASKED_NOBODY),
        forget=emptied(Invitation, _ASKED_NOBODY),
        moment=F("closes_at"),
        held=lambda held: held.names("respondent_key", "about", "group"),
        mine=named_by("respondent_key"),
        recent=of_late_sessions("about", "group"),
    ),
)
