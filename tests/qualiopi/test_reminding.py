"""An unread report is told again, each business day, and no more once it is read."""

from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client

from lms_onboarding.mailing.models import OutgoingMail
from qualiopi.registers.models import Report
from qualiopi.registers.services import remind
from qualiopi.tasks import remind_recipients
from tests.qualiopi.trust import PASSPHRASE, delivered, present, reading_page, recipient, send

pytestmark = pytest.mark.django_db


def test_the_first_notice_is_enough_for_its_day(client: Client) -> None:
    send(client, recipient()[0])

    assert remind(now=present()) == 0
    assert OutgoingMail.objects.count() == 2  # the designation and the notice


def test_each_business_day_brings_one_reminder_until_it_is_read(client: Client, moment: Any) -> None:
    hugo, _code = recipient()
    send(client, hugo)
    moment.move_to("2026-12-04T09:00:00Z")  # Friday
    assert [remind(now=present()), remind(now=present())] == [1, 0]
    moment.move_to("2026-12-05T09:00:00Z")
    assert remind(now=present()) == 0, "Saturday"
    moment.move_to("2026-12-07T05:00:00Z")
    assert remind(now=present()) == 0, "before the hours of sending"
    moment.move_to("2026-12-07T09:00:00Z")
    remind_recipients()
    assert OutgoingMail.objects.filter(message="reports.notice_recipient").count() == 3

    client.post(reading_page(client, hugo), {"secret": PASSPHRASE})

    moment.move_to("2026-12-08T09:00:00Z")
    assert remind(now=present()) == 0


def test_a_notice_that_waited_too_long_does_not_leave_once_the_report_is_read(client: Client) -> None:
    send(client, recipient()[0])
    Report.objects.update(read_at=present())

    done = delivered()

    assert (done.sent, done.suppressed) == (0, 1)
    assert outbox.outbox == []
