"""A session opened by a code, on a page that reads nothing: queries beyond those of a bare Django session."""

from collections.abc import Iterator
from typing import Any, Final

from . import setting
from .measure import Measure, against_bar, hand_over, say

QUERIES: Final = 2
DJANGO: Final = ("django.contrib.sessions.", "django.contrib.auth.")


def main() -> None:
    setting.start()
    hand_over(list(_measures()), setting.result_path())


def ready() -> None:
    """The two empty pages are there, on any host."""
    from django.conf import settings  # noqa: PLC0415  Django must be set up first

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.ROOT_URLCONF = "tests.benchmarks.account_urls"


def added(client: Any, path: str, floor: Any) -> int:
    """Queries of `path` for `client`, beyond those that Django alone asks for `floor` on the empty page."""
    from django.conf import settings  # noqa: PLC0415  Django must be set up first

    ours, middleware = _queries(client, path), settings.MIDDLEWARE
    settings.MIDDLEWARE = [
        one for one in middleware if one.startswith("django.contrib.") and any(w in one for w in DJANGO)
    ]
    floor.handler.load_middleware()
    bare = _queries(floor, "/vide/")
    settings.MIDDLEWARE = middleware
    say(f"  {path}: {ours} queries, {bare} of them Django’s own")
    return ours - bare


def _queries(client: Any, path: str) -> int:
    from django.db import connection  # noqa: PLC0415  Django must be set up first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200, path
    return len(caught)


def _measures() -> Iterator[Measure]:
    from django.test import Client  # noqa: PLC0415  Django must be set up first

    from lms_onboarding.mailing.models import OutgoingMail  # noqa: PLC0415
    from tests.factories.people import PersonFactory  # noqa: PLC0415

    from .learners import learner  # noqa: PLC0415

    ready()
    account: Any = learner("ines", enrolments=2).person.account
    PersonFactory.create_batch(50)
    client, floor = Client(), Client()
    client.post("/compte/connexion/", {"email": account.email})
    code = OutgoingMail.objects.filter(message="account.sign_in_code").latest("pk").variables["sign_in_code"]
    client.post("/compte/connexion/code/", {"code": code})
    floor.force_login(account)
    yield against_bar("login_code", value=added(client, "/vide/", floor), bar=QUERIES, unit="queries")


if __name__ == "__main__":
    main()
