"""Before the first day: information, needs and their synthesis, positioning, the kit, the welcome call."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time
from functools import partial

from lms_onboarding.mailing.enums import LEFT
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.welcome.enums import HELD_OUTCOMES, CallPurpose
from lms_onboarding.welcome.models import Booking, InformationPack, NeedsSynthesis, WelcomeKit
from qualiopi.indicators.canonical import contents_of
from qualiopi.indicators.frame import Frame
from qualiopi.indicators.pieces import Author, Collector, Piece

from .offer import papers_contents

NOT_LEFT = {"bounced": "rejeté par la messagerie", "failed": "échec de l’envoi", "suppressed": "retenu"}
MAIL = ("mail_id", "mail__sent_at", "mail__state")


def _information(frame: Frame) -> Iterator[Piece]:
    """Packs that left before the enrolment was final; one that left after says so and is not enough."""
    rows = InformationPack.objects.filter(enrolment__session__in=frame.sessions.order_by().values("pk"))
    rows = rows.filter(mail__sent_at__lte=frame.as_of).order_by("enrolment_id", "schedule_no")
    columns = (
        "pk",
        "enrolment_id",
        "prepared_at",
        "mail_id",
        "mail__sent_at",
        "mail__state",
        "enrolment__confirmed_at",
    )
    for pk, enrolment, prepared, mail, sent, state, confirmed in rows.values_list(*columns):
        late = confirmed is not None and sent > confirmed
        note = NOT_LEFT.get(state, "") or ("partie après la confirmation" if late else "")
        yield Piece(
            kind="information",
            key=f"information/{pk}",
            session=frame.session_of.get(enrolment),
            enrolment=enrolment,
            occurred_at=sent,
            produced_at=prepared,
            complete=not note,
            note=note,
            mail=mail,
        )


def _information_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    columns = ("personal", "edition__content", "schedule_no", "mail__text", "mail__sent_at")
    return contents_of(InformationPack.objects.all(), ids, columns)


def _kits(frame: Frame) -> Iterator[Piece]:
    """Kits that left, the standing one of each enrolment. « Envoyé » is not « reçu »: a bounced one is not enough."""
    rows = WelcomeKit.objects.filter(enrolment__session__in=frame.sessions.order_by().values("pk"))
    rows = rows.filter(mail__sent_at__lte=frame.as_of, superseded_at__isnull=True)
    columns = ("pk", "enrolment_id", "queued_at", "deadline", "missing", *MAIL)
    for pk, enrolment, queued, deadline, missing, mail, sent, state in rows.values_list(*columns):
        flaw = NOT_LEFT.get(state, "") if state not in LEFT else ("incomplet" if missing else "")
        yield Piece(
            kind="kit",
            key=f"kit/{pk}",
            session=frame.session_of.get(enrolment),
            enrolment=enrolment,
            occurred_at=sent,
            produced_at=queued,
            complete=not flaw,
            note=flaw or ("hors délai" if sent > deadline else ""),
            mail=mail,
        )


def _kits_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    columns = (
        *("personal", "missing", "schedule_no", "deadline", "edition__content", "convocation__blob_id", "mail__text"),
        *("mail__sent_at", "opened_at", "acknowledged_at"),
    )
    return contents_of(WelcomeKit.objects.all(), ids, columns)


def _convocations(frame: Frame) -> Iterator[Piece]:
    """The convocation drawn for each standing kit that left, byte for byte as it was joined."""
    rows = WelcomeKit.objects.filter(enrolment__session__in=frame.sessions.order_by().values("pk"))
    rows = rows.filter(mail__sent_at__lte=frame.as_of, superseded_at__isnull=True, convocation__isnull=False)
    columns = ("enrolment_id", "convocation_id", "convocation__issued_at", "mail__sent_at")
    for enrolment, paper, issued, sent in rows.values_list(*columns):
        yield Piece(
            kind="convocation",
            key=f"convocation/{paper}",
            session=frame.session_of.get(enrolment),
            enrolment=enrolment,
            occurred_at=sent,
            produced_at=issued,
            document=paper,
        )


def _syntheses(frame: Frame) -> Iterator[Piece]:
    rows = NeedsSynthesis.objects.filter(enrolment__session__in=frame.sessions.order_by().values("pk"))
    rows = rows.filter(superseded_at__isnull=True, written_at__lte=frame.as_of)
    for pk, enrolment, written in rows.values_list("pk", "enrolment_id", "written_at"):
        yield Piece(
            kind="needs_synthesis",
            key=f"synthesis/{pk}",
            session=frame.session_of.get(enrolment),
            enrolment=enrolment,
            occurred_at=written,
            produced_at=written,
            author=Author.TEAM,
        )


def _syntheses_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    columns = ("need", "fit", "sources", "decision", "adaptations", "reason", "restated", "author_key", "written_at")
    return contents_of(NeedsSynthesis.objects.all(), ids, columns)


def _answers(kind: str, questionnaire: str, occasions: tuple[str, ...], frame: Frame) -> Iterator[Piece]:
    """Answered invitations of one questionnaire. Their day is known, their hour is not: it would lead to a person."""
    rows = Invitation.objects.filter(
        version__questionnaire__key=questionnaire,
        occasion__in=occasions,
        group__in=[f"session/{pk}" for pk in frame.groups],
        answered_on__lte=frame.as_of.date(),
    )
    for pk, about, day in rows.values_list("pk", "about", "answered_on"):
        enrolment = int(about.removeprefix("enrolment/"))
        if enrolment in frame.session_of and day is not None:
            moment = datetime.combine(day, time(12), UTC)
            yield Piece(
                kind=kind,
                key=f"answer/{pk}",
                session=frame.session_of[enrolment],
                enrolment=enrolment,
                occurred_at=moment,
                produced_at=moment,
                author=Author.LEARNER,
            )


def _needs_answers(frame: Frame) -> Iterator[Piece]:
    return _answers("needs_answers", "needs_learner", ("",), frame)


def _positionings(frame: Frame) -> Iterator[Piece]:
    return _answers("positioning", "positioning", ("", "entry"), frame)


def answers_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    """What was answered, under the version that was sent."""
    columns = ("version__digest", "version__content", "answered_on", "response__answers", "response__edition")
    return contents_of(Invitation.objects.all(), ids, columns)


def _calls(kind: str, purpose: CallPurpose, frame: Frame) -> Iterator[Piece]:
    """Appointments whose end was noted. One that was not held is not an exchange."""
    rows = Booking.objects.filter(purpose=purpose, enrolment__session__in=frame.sessions.order_by().values("pk"))
    rows = rows.filter(outcome_at__lte=frame.as_of).exclude(outcome="").order_by("outcome_at")
    columns = ("pk", "enrolment_id", "slot__starts_at", "outcome_at", "outcome")
    for pk, enrolment, starts, noted, outcome in rows.values_list(*columns):
        held = outcome in HELD_OUTCOMES
        yield Piece(
            kind=kind,
            key=f"call/{pk}",
            session=frame.session_of.get(enrolment),
            enrolment=enrolment,
            occurred_at=starts,
            produced_at=noted,
            author=Author.TRAINER,
            complete=held,
            note="" if held else "l’échange n’a pas eu lieu",
        )


def _calls_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    columns = ("slot__starts_at", "outcome", "outcome_at", "blockers", "expectation", "agreed", "next_step")
    return contents_of(Booking.objects.all(), ids, columns)


def appointments(kind: str, purpose: CallPurpose) -> Collector:
    """The appointments of one purpose; the source of each is its booking, whatever the purpose."""
    return Collector(kind, "call", partial(_calls, kind, purpose), _calls_contents)


INFORMATION = Collector("information", "information", _information, _information_contents)
KITS = Collector("kit", "kit", _kits, _kits_contents)
CONVOCATIONS = Collector("convocation", "convocation", _convocations, papers_contents)
SYNTHESES = Collector("needs_synthesis", "synthesis", _syntheses, _syntheses_contents)
NEEDS_ANSWERS = Collector("needs_answers", "answer", _needs_answers, answers_contents)
POSITIONING = Collector("positioning", "answer", _positionings, answers_contents)
CALLS = appointments("welcome_call", CallPurpose.WELCOME)
