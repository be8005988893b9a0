"""From a queued row to an accepted letter: once, at the right hour, with what became of it written down."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.documents import services as documents
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.enums import Lane, MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import (
    Composition,
    CompositionRefused,
    Delivered,
    Part,
    deliver,
    queue,
    queue_many,
    register,
    suppress,
)
from tests.factories import mails
from tests.mailing.conftest import HandClock
from tests.support.smtp import Sink

WINDOW = SendWindow.parse("08:00-20:00@Europe/Paris")

pytestmark = pytest.mark.django_db


def test_a_queued_mail_leaves_once_and_says_so(sink: Sink, clock: HandClock) -> None:
    mail = mails.queued(now=clock())
    assert mails.queued(now=clock()).pk == mail.pk

    assert deliver(clock=clock) == Delivered(sent=1)
    assert deliver(clock=clock) == Delivered()

    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.claim, mail.lease_until) == (MailState.UNKNOWN, clock(), "", None)
    [letter] = sink.messages
    assert letter["Message-ID"] == mail.message_id
    assert letter["Subject"] == "Inès, une note"
    [entry] = Entry.objects.all()
    assert (entry.verb, entry.subject, entry.codes) == (
        "mail.sent",
        "enrolment/1",
        {"message": "tests.note", "mail": mail.pk, "sha256": mail.sent_sha256},
    )


def test_the_hash_of_what_left_is_kept_with_and_without_files(sink: Sink, clock: HandClock) -> None:
    """What the server received, keys included; a text of ours ends without a line feed, which SMTP adds."""
    blob = documents.store(b"%PDF-1.7 une convocation", now=clock())
    part = Part(blob=blob, filename="convocation.pdf", content_type="application/pdf")
    register("tests.", compose=lambda mail, *, now: Composition(parts=[part] if mail.key == "note/1" else []))
    made = [mails.queued(number, now=clock()) for number in (1, 2)]
    assert deliver(clock=clock) == Delivered(sent=2)
    assert {bool(list(message.iter_attachments())) for message in sink.messages} == {True, False}
    for mail, (_address, content) in zip(made, sink.accepted, strict=True):
        mail.refresh_from_db()
        given = {hashlib.sha256(one).hexdigest() for one in (content, content.removesuffix(b"\r\n"))}
        assert mail.sent_sha256 in given


def test_a_mail_whose_body_goes_keeps_no_hash(sink: Sink, clock: HandClock) -> None:
    """A sign-in code could be found again from it."""
    mail = mails.queued(now=clock(), lane=Lane.FAST)
    deliver(clock=clock)
    mail.refresh_from_db()
    assert mail.sent_at is not None
    assert mail.sent_sha256 == ""
    assert "sha256" not in Entry.objects.get().codes


def test_a_provider_that_reports_makes_it_sent_rather_than_unknown(clock: HandClock, settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.LMSO_MAIL_IS_TRACKED = "anymail.backends.test.EmailBackend", True
    mail = mails.queued(now=clock())
    assert deliver(clock=clock) == Delivered(sent=1)
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert mail.esp_id
    assert mail.sent_sha256 == "", "who composes the message is the provider: its bytes are not ours to hash"


def test_many_mails_share_one_connection_and_a_constant_number_of_queries_each(sink: Sink, clock: HandClock) -> None:
    def run(mails_due: int) -> int:
        queue_many([mails.draft(clock.now.minute * 10 + n, now=clock()) for n in range(mails_due)], now=clock())
        clock.forward(minutes=1)
        with CaptureQueriesContext(connection) as queries:
            assert deliver(clock=clock) == Delivered(sent=mails_due)
        return len(queries)

    one, six = run(1), run(6)
    # the claim of a mail is in the transaction that marks the one before; each has a savepoint in a test
    assert (six - one) / 5 <= 6, f"{one} queries for a mail, {six} for six"
    assert len(sink.accepted) == 7
    assert sink.connections == 2


def test_queueing_a_thousand_is_one_query(
    clock: HandClock, django_assert_max_num_queries: DjangoAssertNumQueries, settings: Settings
) -> None:
    rows = 1000 if connection.vendor == "postgresql" else 30  # SQLite takes fewer values per statement
    with django_assert_max_num_queries(1):
        made = queue_many([mails.draft(number, now=clock()) for number in range(rows)], now=clock())
    assert all(mail.pk for mail in made)


def test_a_mail_is_not_sent_before_its_hour(sink: Sink, clock: HandClock) -> None:
    queue(mails.draft(now=clock(), due_at=clock() + timedelta(minutes=1)), now=clock())
    assert deliver(clock=clock) == Delivered()
    clock.forward(minutes=1)
    assert deliver(clock=clock) == Delivered(sent=1)


def test_queueing_at_night_waits_for_the_window(clock: HandClock) -> None:
    night = datetime(2026, 11, 30, 22, tzinfo=WINDOW.tz)
    mail = mails.queued(now=night, window=WINDOW)
    assert mail.due_at == datetime(2026, 12, 1, 8, tzinfo=WINDOW.tz)


def test_a_worker_that_comes_back_at_night_waits_for_the_window(sink: Sink, clock: HandClock) -> None:
    clock.now = datetime(2026, 11, 30, 19, 59, tzinfo=WINDOW.tz)
    for number in (1, 2, 3):
        mails.queued(number, now=clock(), window=WINDOW)
    mails.queued(4, now=clock())  # may leave at any hour

    clock.now = datetime(2026, 11, 30, 20, tzinfo=WINDOW.tz)
    assert deliver(clock=clock).sent == 1
    assert [address for address, _ in sink.accepted] == ["ines4@exemple.fr"]
    morning = datetime(2026, 12, 1, 8, tzinfo=WINDOW.tz)
    waiting = OutgoingMail.objects.filter(state=MailState.QUEUED)
    assert set(waiting.values_list("due_at", "tries")) == {(morning.astimezone(UTC), 0)}

    clock.now = morning
    assert deliver(clock=clock) == Delivered(sent=3)


def test_what_is_no_longer_needed_does_not_leave(sink: Sink, clock: HandClock) -> None:
    register("tests.", needed=lambda mail, *, now: "La session est annulée." if mail.key == "note/1" else "")
    mails.queued(1, now=clock())
    mails.queued(2, now=clock())
    assert deliver(clock=clock) == Delivered(sent=1, suppressed=1)
    mail = OutgoingMail.objects.get(key="note/1")
    assert (mail.state, mail.reason, mail.sent_at) == (MailState.SUPPRESSED, "La session est annulée.", None)
    assert Entry.objects.filter(verb="mail.suppressed", subject="enrolment/1").count() == 1


def test_the_room_with_the_longest_prefix_composes_and_parts_keep_their_bytes(sink: Sink, clock: HandClock) -> None:
    calendar = "BEGIN:VCALENDAR\r\nSUMMARY:Été\r\nEND:VCALENDAR\r\n".encode()

    def compose(mail: OutgoingMail, *, now: datetime) -> Composition:
        return Composition(
            variables={"learner_first_name": "Malik"},
            parts=[
                Part(
                    blob=documents.store(b"%PDF-1.4 \xff", now=now), filename="é.pdf", content_type="application/pdf"
                ),
                Part(blob=documents.store(calendar, now=now), filename="dates.ics", content_type="text/calendar"),
            ],
        )

    register("tests.", compose=lambda mail, *, now: Composition())
    register("tests.note", compose=compose)
    mail = mails.queued(now=clock())
    deliver(clock=clock)

    [letter] = sink.messages
    assert letter["Subject"] == "Malik, une note"
    pdf, ics = letter.iter_attachments()
    assert (pdf.get_filename(), pdf.get_payload(decode=True)) == ("é.pdf", b"%PDF-1.4 \xff")
    assert ics.get_payload(decode=True) == calendar
    assert dict(ics["Content-Type"].params) == {"method": "PUBLISH", "charset": "utf-8"}
    assert [part.blob.size for part in mail.parts.all()] == [len(b"%PDF-1.4 \xff"), len(calendar)]


def test_a_mail_that_cannot_be_written_fails_and_the_next_one_leaves(sink: Sink, clock: HandClock) -> None:
    def compose(mail: OutgoingMail, *, now: datetime) -> Composition:
        if mail.key == "note/2":
            raise CompositionRefused("Le lieu de la session manque.")
        return Composition()

    register("tests.", compose=compose)
    mails.queued(1, now=clock(), values={"learner_first_name": ""})
    mails.queued(2, now=clock())
    mails.queued(3, now=clock(), values={"kit_url": "⟦link:404⟧"})
    mails.queued(4, now=clock())
    assert deliver(clock=clock) == Delivered(failed=3, sent=1)
    reasons = dict(OutgoingMail.objects.filter(state=MailState.FAILED).values_list("key", "reason"))
    assert "learner_first_name" in reasons["note/1"]
    assert reasons["note/2"] == "Le lieu de la session manque."
    assert reasons["note/3"] == "lien personnel inconnu : 404"


def test_a_defect_of_a_room_stops_the_run_is_counted_and_ends_as_a_failure(sink: Sink, clock: HandClock) -> None:
    def compose(mail: OutgoingMail, *, now: datetime) -> Composition:
        raise ZeroDivisionError

    register("tests.", compose=compose)
    mails.queued(now=clock())
    for _attempt in range(7):
        with pytest.raises(ZeroDivisionError):
            deliver(clock=clock)
        assert deliver(clock=clock) == Delivered(), "the lease keeps it aside"
        clock.forward(hours=1)
    assert deliver(clock=clock) == Delivered(failed=1)
    assert OutgoingMail.objects.get().reason == "envoi interrompu à chaque essai"


def test_a_body_is_drawn_once_even_when_the_server_makes_it_wait(sink: Sink, clock: HandClock) -> None:
    drawn: list[str] = []

    def compose(mail: OutgoingMail, *, now: datetime) -> Composition:
        drawn.append(mail.key)
        part = Part(blob=documents.store(b"once", now=now), filename="once.txt", content_type="text/plain")
        return Composition(parts=[part])

    register("tests.", compose=compose)
    mails.queued(now=clock())
    sink.at_data["ines1@exemple.fr"] = "451 4.3.0 Try again"
    assert deliver(clock=clock) == Delivered(retried=1)
    sink.at_data.clear()
    clock.forward(minutes=1)
    assert deliver(clock=clock) == Delivered(sent=1)
    assert drawn == ["note/1"]
    [letter] = sink.messages
    assert [part.get_payload(decode=True) for part in letter.iter_attachments()] == [b"once"]


def test_a_sign_in_code_goes_before_a_group_and_leaves_no_body_behind(sink: Sink, clock: HandClock) -> None:
    for number in (1, 2):
        mails.queued(number, now=clock() - timedelta(hours=1))
    code = mails.queued(
        9,
        now=clock(),
        message="account.sign_in_code",
        lane=Lane.FAST,
        values={"code_validity": "dix minutes", "sign_in_code": "KT4H-9RBX"},
    )
    assert deliver(clock=clock, lane=Lane.FAST) == Delivered(sent=1)
    assert "KT4H-9RBX" in sink.accepted[0][1].decode()

    mails.queued(10, now=clock(), lane=Lane.FAST)
    deliver(clock=clock)
    assert [address for address, _ in sink.accepted] == [f"ines{number}@exemple.fr" for number in (9, 10, 1, 2)]

    code.refresh_from_db()
    assert (code.text, code.html, code.variables) == ("", "", {})
    assert code.subject == "Votre code de connexion"


def test_suppressing_works_until_the_mail_has_left(sink: Sink, clock: HandClock) -> None:
    mail = mails.queued(now=clock())
    assert suppress(mail, reason="Retiré par Solène Le Goff.", by="user/3", now=clock())
    assert deliver(clock=clock) == Delivered()
    assert Entry.objects.get().actor == "user/3"
    other = mails.queued(2, now=clock())
    deliver(clock=clock)
    assert not suppress(other, reason="Trop tard.", now=clock())
    other.refresh_from_db()
    assert other.state == MailState.UNKNOWN


def test_a_lease_outlasts_three_smtp_timeouts_and_then_gives_the_mail_back(
    sink: Sink, clock: HandClock, settings: Settings
) -> None:
    from lms_onboarding.mailing.sending import claiming  # noqa: PLC0415  the one test that plays a dead sender

    mails.queued(now=clock())
    [dead] = claiming.pick(lane=Lane.NORMAL, now=clock(), most=1)
    clock.forward(seconds=3 * settings.EMAIL_TIMEOUT)
    assert deliver(clock=clock) == Delivered()
    clock.forward(seconds=3 * settings.EMAIL_TIMEOUT)
    assert deliver(clock=clock) == Delivered(sent=1)
    with pytest.raises(claiming.ClaimLost):
        claiming.release(dead, reason="trop tard")


def test_looking_for_the_next_mail_reads_the_queue_and_not_the_archive(clock: HandClock) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # an empty table would be read whole, and rightly
    plan = OutgoingMail.objects.due(clock()).order_by("lane", "due_at", "pk")[:1].explain()
    assert "mails_waiting_by_date" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
