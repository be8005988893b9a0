"""What was written by people and to them: the text of mails, free notes, named answers. None outlives one cycle."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import forget_bytes
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.models import Action
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import empty_mails, said_something
from lms_onboarding.offboarding.models import RelayedReply
from lms_onboarding.privacy.holding import named_by
from lms_onboarding.privacy.holds import Held, keyed
from lms_onboarding.privacy.retention import end_of
from lms_onboarding.progress.models import StuckReport
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.enums import Naming
from lms_onboarding.surveys.models import Draft, Response, RestrictedAnswer
from lms_onboarding.surveys.services import forget_names
from lms_onboarding.welcome.models import Booking, SessionReply

from .part import BLANK, Part, deleted, emptied, of_enrolments, of_people, saying

_ASKED: Final = "invitation"


def of_late_sessions(*fields: str) -> Any:
    """Rows whose keys name an enrolment or a session that ended too lately, whatever their own date."""

    def recent(limit: datetime) -> Q:
        sessions = Session.objects.annotate(over=end_of("")).filter(over__gte=limit)
        enrolments = Enrolment.objects.annotate(over=end_of("session")).filter(over__gte=limit)
        found = Q()
        for name in fields:
            found |= Q(**{f"{name}__in": keyed("enrolment/", enrolments)})
            found |= Q(**{f"{name}__in": keyed("session/", sessions)})
        return found

    return recent


def forget_mails(pks: Sequence[Any], now: datetime) -> None:
    """What they said, and the bytes they joined of documents that were emptied already."""
    shas = empty_mails(pks)
    known = IssuedDocument.objects.filter(blob__in=shas, erased_at__isnull=False)
    forget_bytes(list(known.values_list("blob", flat=True)), now=now)


def _forget_notes(pks: Sequence[Any], _now: datetime) -> None:
    Action.objects.filter(pk__in=pks).forget_notes()


def _forget_calls(pks: Sequence[Any], _now: datetime) -> None:
    rows = StuckReport.objects.filter(pk__in=pks)
    rows.update(text="")
    rows.exclude(answer="").update(answer=BLANK)


def _forget_answers(pks: Sequence[Any], _now: datetime) -> None:
    forget_names(pks)


def _asked(held: Held) -> Q:
    return held.names(f"{_ASKED}__respondent_key", f"{_ASKED}__about", f"{_ASKED}__group")


_MINE: Final = named_by(f"{_ASKED}__respondent_key", f"{_ASKED}__about")

MAILS: Final = (
    Part(
        rows=lambda: said_something(OutgoingMail.objects.all()),
        forget=forget_mails,
        moment=Coalesce(F("sent_at"), F("queued_at")),
        held=lambda held: held.names("recipient_key", "about"),
        mine=named_by("recipient_key", "about"),
        recent=of_late_sessions("about"),
    ),
)

NOTES: Final = (
    of_enrolments(
        saying(Action, note=""),
        _forget_notes,
        path="alert__enrolment",
        moment=Coalesce(F("alert__closed_at"), end_of("alert__enrolment__session")),
    ),
    of_enrolments(
        saying(Booking, expectation="", agreed="", phone=""),
        emptied(Booking, {"expectation": "", "agreed": "", "phone": ""}),
    ),
    of_enrolments(saying(SessionReply, said=""), emptied(SessionReply, {"said": ""})),
    of_people(
        lambda: StuckReport.objects.exclude(text="", answer__in=("", BLANK)),
        _forget_calls,
        own="reported_at",
        moment=Coalesce(F("answered_at"), F("settled_at"), F("reported_at")),
    ),
    Part(
        rows=RestrictedAnswer.objects.all,
        forget=deleted(RestrictedAnswer),
        moment=Coalesce(F("submitted_at"), F("invitation__closes_at")),
        held=_asked,
        mine=_MINE,
        recent=of_late_sessions("invitation__about", "invitation__group"),
    ),
)

SURVEYS: Final = (
    Part(
        rows=lambda: Response.objects.filter(naming=Naming.NAMED),
        forget=_forget_answers,
        moment=F("submitted_at"),
        held=_asked,
        mine=_MINE,
        recent=of_late_sessions("invitation__about", "group"),
    ),
    Part(
        rows=Draft.objects.all,
        forget=deleted(Draft),
        moment=F("invitation__closes_at"),
        held=_asked,
        mine=_MINE,
        recent=of_late_sessions("invitation__about", "invitation__group"),
    ),
    Part(
        rows=saying(RelayedReply, spoke=BLANK),
        forget=emptied(RelayedReply, {"spoke": BLANK}),
        moment=F("entered_at"),
        held=_asked,
        mine=_MINE,
        recent=of_late_sessions("invitation__about", "invitation__group"),
    ),
)
