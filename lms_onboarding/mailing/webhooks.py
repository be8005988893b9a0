"""Where the mail provider says what became of a mail. Closed until a secret is shared with it.

Anymail's own addresses answer anybody when no secret is set: a stranger who knows a Message-ID, which every recipient
reads, could then declare kits returned and people unwilling.
"""

import logging

from anymail.exceptions import AnymailConfigurationError
from anymail.utils import get_anymail_setting
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import resolve
from django.views.decorators.csrf import csrf_exempt

logger = logging.getLogger(__name__)


def has_secret() -> bool:
    """Whether events can be told from forgeries: `ANYMAIL["WEBHOOK_SECRET"]`, « name:password »."""
    return bool(get_anymail_setting("webhook_secret", default=""))


@csrf_exempt  # a server posts here, never a browser; the shared secret, checked by anymail's view, is the proof
def events(request: HttpRequest, esp: str) -> HttpResponseBase:
    """Anymail's view of the provider `esp`. Not found without a secret, or for a provider not set up here."""
    if not has_secret():
        raise Http404
    found = resolve(f"/{esp}/tracking/", urlconf="anymail.urls")
    try:
        return found.func(request)
    except AnymailConfigurationError as error:
        logger.warning("event of a mail provider that is not set up here: %s", error)
        raise Http404 from error
