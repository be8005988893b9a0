"""Emptying mails whose time is over: that they left, when and by which message stays; what they said goes."""

from collections.abc import Sequence

from django.db.models import QuerySet

from lms_onboarding.mailing.models import MailPart, OutgoingMail


def said_something(mails: "QuerySet[OutgoingMail]") -> "QuerySet[OutgoingMail]":
    """Those that will not leave any more and still hold words."""
    empty = {"subject": "", "text": "", "html": "", "variables": {}}
    return mails.exclude(pk__in=OutgoingMail.objects.waiting().values("pk")).exclude(**empty)


def empty_mails(pks: Sequence[int]) -> list[str]:
    """Forget what these mails said and joined. Returns the fingerprints of the files that they no longer hold."""
    parts = MailPart.objects.filter(mail__in=list(pks))
    shas = list(parts.values_list("blob", flat=True).distinct())
    parts.delete()
    OutgoingMail.objects.filter(pk__in=list(pks)).update(subject="", text="", html="", variables={}, reason="")
    return shas


def unaddress_mails(pks: Sequence[int]) -> None:
    """Forget where these mails went and who would have been answered; the key of the person stays, which leads to
    nobody once they are forgotten."""
    OutgoingMail.objects.filter(pk__in=list(pks)).update(to_email="", to_name="", reply_to="")
