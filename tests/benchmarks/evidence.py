"""Sessions that ended three months ago, with everything a session should hold: one learner in ten lacks something.

`python -m tests.benchmarks.evidence SESSIONS LEARNERS` fills the PostgreSQL database named by DATABASE_URL, in a
process of its own: one learner is made row by row, the others are copies.
"""

import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from . import setting
from .cloning import clones

START: Final = date(2026, 9, 7)
ENDED: Final = datetime(2026, 9, 7, 15, tzinfo=UTC)
NOW: Final = datetime(2026, 12, 20, 9, tzinfo=UTC)
LONG_AGO: Final = datetime(2026, 6, 1, 8, tzinfo=UTC)
CONFIRMED: Final = datetime(2026, 7, 1, 8, tzinfo=UTC)
KIT_LEFT: Final = datetime(2026, 8, 31, 7, tzinfo=UTC)
ASKED: Final = ("needs_learner", "positioning", "hot_learner", "cold_learner")


def fill(sessions: int, learners: int) -> None:
    """`sessions` of `learners` each, beside the one they are copied from, which is cancelled."""
    first = _first()
    seats = sessions * learners
    group = _sessions(first.session, sessions)
    enrolments = _people(first, group, learners, seats)
    _welcome(first, enrolments, seats)
    _asked(first, group, enrolments, learners, seats)
    _closing(first, group, enrolments, learners, seats)
    type(first.session)._default_manager.filter(pk=first.session_id).update(cancelled_at=LONG_AGO)
    _lacking()


def _first() -> Any:
    from lms_onboarding.surveys.services import load_questionnaires  # noqa: PLC0415  Django must be set up first
    from tests.factories.enrolments import EnrolmentFactory  # noqa: PLC0415
    from tests.factories.people import provider  # noqa: PLC0415
    from tests.factories.sessions import SessionFactory  # noqa: PLC0415

    provider()
    load_questionnaires(now=LONG_AGO)
    session = SessionFactory(starts=START, opened=True)
    return EnrolmentFactory(session=session, created_at=LONG_AGO, confirmed_at=CONFIRMED)


def _sessions(model: Any, count: int) -> int:
    from lms_onboarding.progress.models import AttendanceSheet  # noqa: PLC0415
    from lms_onboarding.sessions.models import Session, SessionTrainer, Slot  # noqa: PLC0415
    from tests.factories.sessions import karim  # noqa: PLC0415

    before = clones(Session, model.pk, count, code="'BENCH-' || n")
    for row in SessionTrainer.objects.filter(session=model):
        clones(SessionTrainer, row.pk, count, session_id=f"{before} + n")
    for slot in Slot.objects.filter(session=model):
        halves = clones(Slot, slot.pk, count, session_id=f"{before} + n")
        sheet = AttendanceSheet.objects.create(
            slot=slot, trainer=karim(), kind="written", written_name="Karim Haddad", countersigned_at=ENDED
        )
        clones(AttendanceSheet, sheet.pk, count, slot_id=f"{halves} + n")
    paper = _paper("programme", f"session/{model.pk}")
    _copy_papers(paper, count, about=f"'session/' || ({before} + n)")
    return before


def _people(first: Any, group: int, learners: int, seats: int) -> int:
    from lms_onboarding.enrolments.models import Enrolment  # noqa: PLC0415
    from lms_onboarding.people.models import Person  # noqa: PLC0415

    address = "'bench' || n || '@exemple.fr'"
    people = clones(Person, first.person_id, seats, email=address, email_key=address)
    seat = f"{group} + (n + {learners - 1}) / {learners}"
    return clones(Enrolment, first.pk, seats, session_id=seat, person_id=f"{people} + n")


def _welcome(first: Any, enrolments: int, seats: int) -> None:
    from lms_onboarding.mailing.models import OutgoingMail  # noqa: PLC0415
    from lms_onboarding.welcome.models import InformationPack, NeedsSynthesis, WelcomeKit  # noqa: PLC0415
    from tests.followup import traces  # noqa: PLC0415

    one: dict[str, str] = {"enrolment_id": f"{enrolments} + n"}
    kit = traces.kit(first, sent=KIT_LEFT)
    kit.convocation = _paper("convocation", f"enrolment/{first.pk}")
    kit.save()
    convocations = _copy_papers(kit.convocation, seats, about=f"'enrolment/' || ({enrolments} + n)")
    mails = clones(OutgoingMail, kit.mail_id, seats, key="'kit/' || n", message_id="'<kit' || n || '@bench>'")
    clones(WelcomeKit, kit.pk, seats, **one, mail_id=f"{mails} + n", convocation_id=f"{convocations} + n")
    mail = OutgoingMail.objects.get(pk=kit.mail_id)
    mail.pk, mail.key, mail.message_id, mail.sent_at = None, "information/0", "<information@bench>", LONG_AGO
    mail.save()
    pack = InformationPack.objects.create(
        enrolment=first, schedule_no=1, edition=kit.edition, mail=mail, hold_until=START, prepared_at=LONG_AGO
    )
    mails = clones(OutgoingMail, mail.pk, seats, key="'info/' || n", message_id="'<info' || n || '@bench>'")
    clones(InformationPack, pack.pk, seats, **one, mail_id=f"{mails} + n")
    need = NeedsSynthesis.objects.create(
        enrolment=first,
        need="Publier un module sans aide.",
        fit=4,
        sources=["learner"],
        decision="keep",
        reason="Le programme répond à ce besoin.",
        restated="Vous voulez publier un module sans aide.",
        author_key="user/1",
        author_name="Karim Haddad",
        written_at=KIT_LEFT,
    )
    clones(NeedsSynthesis, need.pk, seats, **one)
    _call(first, one, seats)


def _call(first: Any, one: dict[str, str], seats: int) -> None:
    from lms_onboarding.welcome.models import Booking, CallSlot  # noqa: PLC0415
    from tests.factories.sessions import karim  # noqa: PLC0415

    slot = CallSlot.objects.create(
        session=first.session,
        trainer=karim(),
        starts_at=KIT_LEFT,
        minutes=20,
        kind="group",
        capacity=500,
        channel="phone",
        offered_at=LONG_AGO,
        offered_by="user/1",
    )
    call = Booking.objects.create(
        slot=slot,
        enrolment=first,
        booked_at=LONG_AGO,
        booked_by="user/1",
        outcome="held",
        outcome_at=KIT_LEFT,
        outcome_by="user/1",
    )
    clones(Booking, call.pk, seats, **one, seat="n + 1")


def _asked(first: Any, group: int, enrolments: int, learners: int, seats: int) -> None:
    from lms_onboarding.surveys.models import Invitation, QuestionnaireVersion  # noqa: PLC0415

    for name in (*ASKED, "trainer_feedback"):
        of_session = name == "trainer_feedback"
        version = QuestionnaireVersion.objects.filter(questionnaire__key=name).latest("pk")
        made = Invitation.objects.create(
            key=f"bench/{name}",
            version=version,
            about=f"session/{first.session_id}" if of_session else f"enrolment/{first.pk}",
            group=f"session/{first.session_id}",
            invited_at=LONG_AGO,
            opens_at=LONG_AGO,
            closes_at=NOW,
            answered_on=date(2026, 9, 8),
        )
        place = "n" if of_session else f"(n + {learners - 1}) / {learners}"
        about = f"'session/' || ({group} + n)" if of_session else f"'enrolment/' || ({enrolments} + n)"
        count = seats // learners if of_session else seats
        clones(
            Invitation, made.pk, count, key=f"'{name}/' || n", about=about, group=f"'session/' || ({group} + {place})"
        )


def _closing(first: Any, group: int, enrolments: int, learners: int, seats: int) -> None:
    from lms_onboarding.offboarding.models import Closing, Paper  # noqa: PLC0415
    from lms_onboarding.progress.models import Assessment  # noqa: PLC0415
    from lms_onboarding.progress.services import goals_of  # noqa: PLC0415

    one = {"enrolment_id": f"{enrolments} + n"}
    for goal in goals_of(first.session):
        told = Assessment.objects.create(
            enrolment=first,
            objective=goal.ref,
            text=goal.text,
            level="in_progress",
            source="learner",
            assessed_on=START,
            recorded_at=ENDED,
            recorded_by="user/1",
        )
        clones(Assessment, told.pk, seats, **one)
    closing = Closing.objects.create(session=first.session, opened_at=ENDED)
    closings = clones(Closing, closing.pk, seats // learners, session_id=f"{group} + n")
    for kind in ("bilan_personnalise", "attestation_fin"):
        paper = _paper(kind, f"enrolment/{first.pk}")
        made = Paper.objects.create(closing=closing, enrolment=first, kind=kind, frozen_at=ENDED, document=paper)
        papers = _copy_papers(paper, seats, about=f"'enrolment/' || ({enrolments} + n)")
        seat = f"{closings} + (n + {learners - 1}) / {learners}"
        clones(Paper, made.pk, seats, **one, closing_id=seat, document_id=f"{papers} + n")


def _paper(kind: str, about: str) -> Any:
    """A document of fifty bytes that nothing reads: what is counted is its row."""
    from lms_onboarding.documents.models import IssuedDocument  # noqa: PLC0415
    from lms_onboarding.documents.services import store  # noqa: PLC0415

    return IssuedDocument.objects.create(
        key=f"{kind}/{about}",
        kind=kind,
        number=f"{kind}-0",
        about=about,
        title=kind,
        filename=f"{kind}.pdf",
        blob=store(f"%PDF {kind}".encode(), now=LONG_AGO),
        issued_at=ENDED if about.startswith("enrolment") and kind != "convocation" else LONG_AGO + timedelta(days=60),
    )


def _copy_papers(paper: Any, count: int, *, about: str) -> int:
    kind = paper.kind
    return clones(type(paper), paper.pk, count, key=f"'{kind}/' || n", number=f"'{kind}-' || n", about=about)


def _lacking() -> None:
    """One learner in ten has no synthesis, one in ten has not answered, one half-day in ten was not countersigned."""
    from lms_onboarding.progress.models import AttendanceSheet  # noqa: PLC0415
    from lms_onboarding.surveys.models import Invitation  # noqa: PLC0415
    from lms_onboarding.welcome.models import NeedsSynthesis  # noqa: PLC0415

    for model in (NeedsSynthesis, AttendanceSheet):
        keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        model._default_manager.filter(pk__in=keys[5::10]).delete()
    hot = Invitation.objects.filter(version__questionnaire__key="hot_learner").order_by("pk")
    Invitation.objects.filter(pk__in=list(hot.values_list("pk", flat=True))[3::10]).update(answered_on=None)


if __name__ == "__main__":
    setting.start()
    fill(int(sys.argv[1]), int(sys.argv[2]))
