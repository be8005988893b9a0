"""Sending again on purpose: another letter, the same words and the same bytes."""

from datetime import timedelta

import pytest

from lms_onboarding.documents import services as documents
from lms_onboarding.documents.models import Blob
from lms_onboarding.links import services as links
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, NothingToResend, Part, deliver, register, resend
from tests.factories import mails
from tests.mailing.conftest import HandClock
from tests.support.smtp import Sink

pytestmark = pytest.mark.django_db


def _with_a_part(mail: OutgoingMail, *, now: object) -> Composition:
    blob = documents.store(b"kit", now=mail.queued_at)
    return Composition(parts=[Part(blob=blob, filename="kit.pdf", content_type="application/pdf")])


def test_a_copy_has_the_same_words_the_same_bytes_and_another_message_id(sink: Sink, clock: HandClock) -> None:
    register("tests.", compose=_with_a_part)
    sink.at_recipient["ines1@exemple.fr"] = "550 5.1.1 Unknown"
    first = mails.queued(now=clock())
    deliver(clock=clock)
    first.refresh_from_db()

    copy = resend(first, to_email="ines.berthier@exemple.fr", due_at=clock(), now=clock())
    assert (copy.key, copy.resend_of) == ("note/1/resend/1", first)
    deliver(clock=clock)
    [letter] = sink.messages
    assert letter["Message-ID"] != first.message_id
    assert letter["To"].addresses[0].addr_spec == "ines.berthier@exemple.fr"
    assert [part.get_payload(decode=True) for part in letter.iter_attachments()] == [b"kit"]
    assert Blob.objects.count() == 1

    again = resend(copy, to_email="ines.berthier@exemple.fr", due_at=clock(), now=clock())
    assert (again.key, again.resend_of) == ("note/1/resend/2", first)


def test_pressing_twice_sends_once(sink: Sink, clock: HandClock) -> None:
    first = mails.queued(now=clock())
    deliver(clock=clock)
    copies = {resend(first, to_email=first.to_email, due_at=clock(), now=clock()).pk for _press in range(2)}
    assert len(copies) == 1


def test_a_mail_never_composed_is_composed_at_its_turn(sink: Sink, clock: HandClock) -> None:
    first = mails.queued(now=clock(), values={"learner_first_name": ""})
    deliver(clock=clock)
    first.refresh_from_db()
    copy = resend(first, to_email=first.to_email, due_at=clock(), now=clock())
    assert copy.composed_at is None
    register("tests.", compose=lambda mail, *, now: Composition(variables={"learner_first_name": "Inès"}))
    assert deliver(clock=clock).sent == 1


def test_a_new_address_voids_the_links_the_old_one_may_hold(sink: Sink, clock: HandClock) -> None:
    expires = clock() + timedelta(days=30)
    grant = links.Grant(scope="optout", object_key="person/1", holder_key="person/1", expires_at=expires)
    [link] = links.make([grant], now=clock())
    first = mails.queued(now=clock(), values={"kit_url": links.marker(link)})
    deliver(clock=clock)
    first.refresh_from_db()
    resend(first, to_email=first.to_email, due_at=clock(), now=clock())
    deliver(clock=clock)
    resend(first, to_email="autre@exemple.fr", due_at=clock(), now=clock())
    deliver(clock=clock)
    bodies = [letter.get_body(("plain",)) for letter in sink.messages]
    addresses = [next(word for word in body.get_content().split() if "/l/" in word) for body in bodies if body]
    assert addresses[0] == addresses[1] != addresses[2]
    link.refresh_from_db()
    assert link.version == 2


def test_a_sign_in_code_is_never_sent_again(clock: HandClock) -> None:
    code = mails.queued(now=clock(), lane=Lane.FAST)
    with pytest.raises(NothingToResend, match="Demandez-en un nouveau"):
        resend(code, to_email=code.to_email, due_at=clock(), now=clock())
