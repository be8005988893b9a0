"""Events of the mail provider, as anymail's webhooks bring them."""

from typing import Any, Final

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms_onboarding.common import clock

from .models import OutgoingMail
from .sending.outcomes import said_in_french
from .services.refusing import opt_out
from .services.tracking import note_bounced, note_delivered

RETURNED: Final = (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED)
UNWANTED: Final = (EventType.COMPLAINED, EventType.UNSUBSCRIBED)
_REASONS: Final = {
    RejectReason.INVALID: gettext_lazy("adresse mal formée"),
    RejectReason.TIMED_OUT: gettext_lazy("messagerie du destinataire injoignable"),
    RejectReason.BLOCKED: gettext_lazy("adresse bloquée par le prestataire d’envoi"),
    RejectReason.SPAM: gettext_lazy("adresse bloquée après un signalement comme indésirable"),
    RejectReason.UNSUBSCRIBED: gettext_lazy("adresse désabonnée chez le prestataire d’envoi"),
}


def note_event(event: AnymailTrackingEvent, **_signal: Any) -> None:
    """One event of one mail; events about mails we did not send, and opens or clicks, are not ours to keep."""
    mail = _mail_of(event)
    if mail is None:
        return
    now = clock.now()
    at = min(event.timestamp or now, now)  # a provider's clock may run ahead
    if event.event_type == EventType.DELIVERED:
        note_delivered(mail, at=at)
    elif event.event_type in RETURNED:
        note_bounced(mail, reason=_reason(event), at=at, now=now)
    elif event.event_type in UNWANTED:
        opt_out(mail.recipient_key, now=now)


def _mail_of(event: AnymailTrackingEvent) -> OutgoingMail | None:
    """By the provider's identifier, or by our Message-ID for providers that keep it."""
    identifier = str(event.message_id or "")
    if not identifier:
        return None
    bare = identifier.strip("<>")
    return OutgoingMail.objects.filter(Q(esp_id=identifier) | Q(message_id=f"<{bare}>")).first()


def _reason(event: AnymailTrackingEvent) -> str:
    """From what the recipient's server answered when it is told, else from the provider's own category."""
    said = said_in_french(event.mta_response or "")
    return str(said or _REASONS.get(event.reject_reason) or _("adresse refusée par sa messagerie"))
