"""One call, undone at once, and what its answer says of the reader's right."""

from typing import Final

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

OPEN: Final = "open"
SIGN_IN: Final = ("/compte/connexion/", "/django-admin/login/")
WORDS: Final = {403: "refused", 404: "absent", 405: "-", 410: "absent", 401: "refused", 429: "limited", 500: "BROKEN"}


def call(client: Client, method: str, path: str) -> str:
    """`open` (shown, done, or refused for what it says), `leads` elsewhere, `sign in`, `refused`, `absent`, `-`."""
    cache.clear()
    kept = dict(client.cookies)
    client.raise_request_exception = False
    mark = transaction.savepoint()
    try:
        answer = getattr(client, method.lower())(path)
        if getattr(answer, "streaming", False):
            answer.getvalue()  # read to its end, which closes its file
        return _word(answer)
    finally:
        transaction.savepoint_rollback(mark)
        client.cookies.clear()
        client.cookies.update(kept)


def _word(answer: HttpResponse) -> str:
    if 300 <= answer.status_code < 400:
        return "sign in" if answer.headers["Location"].startswith(SIGN_IN) else "leads"
    return WORDS.get(answer.status_code, OPEN)
