"""Somebody who reads confidential reports, somebody who writes one, and what the product keeps of it."""

import io
import re
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.core import mail as outbox
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.tokens import token_of
from lms_onboarding.mailing.services import Delivered, deliver
from qualiopi.registers import codes, paths, sealing
from qualiopi.registers.models import ConfidentialRecipient, Report
from qualiopi.registers.services import designate

PASSPHRASE: Final = "quatre mots sans rapport"
SAFE: Final = "ines.ailleurs@exemple.net"
WORDS: Final = "Il a fermé la porte à clé, « juste pour rire »."


def present() -> datetime:
    return timezone.now()


def designated(email: str = "hugo.martin@exemple.fr", **fields: str) -> ConfidentialRecipient:
    """Invited, without keys yet."""
    named = {"name": "Hugo Martin", "title": "psychologue du travail, hors de l’organisme", **fields}
    return designate(**named, email=email, by="user/1", now=present())


def recipient(email: str = "hugo.martin@exemple.fr", **fields: str) -> tuple[ConfidentialRecipient, str]:
    """Ready, with the recovery code; the mail that invited them is delivered and forgotten."""
    found = designated(email, **fields)
    delivered()
    outbox.outbox.clear()
    keys = _keys(found.key)
    found.public_key, found.under_passphrase, found.under_recovery = keys[:3]
    found.accepted_at = present()
    found.save()
    return found, keys[3]


@cache
def _keys(about: str) -> tuple[bytes, bytes, bytes, str]:
    """What accepting makes, once per run: a passphrase is slow to stretch, on purpose."""
    private, code = sealing.new_private_key(), codes.new_recovery_code()
    locked = sealing.lock(private, passphrase=PASSPHRASE, about=about)
    return sealing.public_key_of(private), locked, sealing.lock_with_code(private, code=code, about=about), code


def follow_link(client: Client, scope: str, pk: object) -> str:
    """Open the personal link a mail carried; the path it leads to."""
    link = PersonalLink.objects.usable(present()).get(scope=scope, object_key=str(pk))
    path: str = client.get(f"/l/{link.pk}-{token_of(link.pk, link.version)}/").headers["Location"]
    return path


def draft(client: Client, path: str = "/signalement/") -> str:
    found = re.search(r'name="draft" value="([0-9a-f]{40})"', client.get(path).content.decode())
    assert found
    return found[1]


def send(client: Client, to: ConfidentialRecipient, **fields: Any) -> str:
    """A report through the public form; its follow-up code, as the page shows it."""
    answers = {"draft": draft(client), "recipient": str(to.pk), "message": WORDS, **fields}
    response = client.post("/signalement/", answers)
    assert response.status_code == 200, response.content.decode()
    return shown_code(response.content.decode())


def shown_code(body: str) -> str:
    found = re.search(r'class="secret">([0-9A-Z-]+)<', body)
    assert found
    return found[1]


def reading_page(client: Client, to: ConfidentialRecipient) -> str:
    """The path of the only report, for a client that followed the link of its notice."""
    box = follow_link(client, paths.CONFIDENTIAL, to.pk)
    return f"{box}{Report.objects.get().pk}/"


def delivered() -> Delivered:
    return deliver(clock=present)


def html_of(letter: EmailMessage) -> str:
    assert isinstance(letter, EmailMultiAlternatives)
    return str(letter.alternatives[0][0])


def whole_database() -> str:
    out = io.StringIO()
    call_command("dumpdata", stdout=out, verbosity=0)
    return out.getvalue()


def plain(body: bytes) -> str:
    """With ordinary spaces: where they may break is the matter of other tests."""
    return re.sub(r"[\u00a0\u202f]|&nbsp;|&#8239;", " ", body.decode())
