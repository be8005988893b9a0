"""Badges: awarding and baking against a bare signature and a bare bake, one assertion's queries, one check.

CPU seconds of this process, so that a busy machine does not decide; the database's own time is in neither side. The
garbage of what came before is collected first, both sides take turns, and the best turn of each is kept: the pace of a
shared processor varies by half from one second to the next.
"""

import gc
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from time import process_time
from typing import Any, Final

import jwt
from django.db import connection
from openbadges_bakery import bake

from . import setting
from .measure import Measure, against_bar, against_floor, hand_over, say

NOW: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)
ROUNDS: Final = 5
TURNS: Final = 3


def main() -> None:
    setting.start()
    hand_over(list(_measure(setting.scaled(1_000))), setting.result_path())


def _measure(count: int) -> Iterator[Measure]:
    ground = _prepare(count)
    yield _award_bake(ground)
    yield _assertion_json()
    yield _verification(ground)


@dataclass(frozen=True)
class _Ground:
    badge: Any
    facts: list[Any]
    key: Any
    image: bytes


def _prepare(count: int) -> _Ground:
    from badges.models import Issuer, SigningKey  # noqa: PLC0415  Django must be set up first
    from badges.services import (  # noqa: PLC0415
        STARTER_IMAGES,
        Facts,
        award,
        current_class,
        load_badges,
        taken_away,
    )
    from badges.services.keys import private_part  # noqa: PLC0415
    from badges.writing import hosted  # noqa: PLC0415
    from lms_onboarding.people.models import Person  # noqa: PLC0415
    from tests.factories.people import provider  # noqa: PLC0415

    hosted.issuer(Issuer())  # the addresses of the site are read once per process
    provider()
    load_badges(now=NOW)
    people = Person.objects.bulk_create(
        Person(
            email=f"p{n}@exemple.fr", email_key=f"p{n}@exemple.fr", first_name="A", last_name=f"B{n}", created_at=NOW
        )
        for n in range(count * TURNS + 1)
    )
    badge = current_class("badge-createur")
    assert badge is not None
    facts = [Facts(person=one, earned_at=NOW, examined_by="user/1") for one in people]
    image = (STARTER_IMAGES / "badge-createur.png").read_bytes()
    first = award(facts.pop(), badge_class=badge, by="user/1", now=NOW, tell=False)  # what a process does once
    taken_away(first)
    return _Ground(badge, facts, private_part(SigningKey.objects.active().get()), image)


def _cpu(work: Callable[[], Any]) -> float:
    gc.collect()
    start = process_time()
    work()
    return process_time() - start


def _award_bake(ground: _Ground) -> Measure:
    """A thousand awards given, then taken away, against as many signatures and bakes of the same texts."""
    from badges.models import Award  # noqa: PLC0415
    from badges.services import award_many, taken_away  # noqa: PLC0415

    def give(facts: list[Any]) -> None:
        done = award_many(facts, badge_class=ground.badge, by="user/1", now=NOW, tell=False)
        for award in done.given:
            taken_away(award)

    count = len(ground.facts) // TURNS
    turns = []
    for turn in range(TURNS):
        done = Award.objects.count()
        seconds = _cpu(partial(give, ground.facts[turn::TURNS]))
        rows = list(Award.objects.order_by("pk").values_list("assertion", "credential")[done:])
        assert len(rows) == count
        claims = [jwt.decode(token, options={"verify_signature": False}) for _assertion, token in rows]
        turns.append((seconds, _cpu(partial(_bare, ground, rows, claims))))
    seconds, floor = (min(side) for side in zip(*turns, strict=True))
    say(f"  {count} awards {seconds:.2f} s of CPU; bare {floor:.2f} s")
    return against_floor("award_bake", value=seconds, floor=floor, limit=1.5)


def _bare(ground: _Ground, rows: list[tuple[str, str]], claims: list[dict[str, Any]]) -> None:
    """What nobody can do without: RS256 over the payload, and openbadges-bakery over the image."""
    for (assertion, _token), payload in zip(rows, claims, strict=True):
        jwt.encode(payload, ground.key, algorithm="RS256")
        bake(BytesIO(ground.image), assertion, BytesIO())


def _assertion_json() -> Measure:
    """Queries of one hosted assertion, as a verifier asks for it."""
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from badges.models import Award  # noqa: PLC0415

    award = Award.objects.order_by("pk")[0]
    client = Client(SERVER_NAME="127.0.0.1")
    path = f"/badges/assertions/{award.uuid}"
    client.get(path, headers={"accept": "application/json"})
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, headers={"accept": "application/json"})
    assert response.status_code == 200
    return against_bar("assertion_json", value=len(queries), bar=4, unit="queries")


def _verification(ground: _Ground) -> Measure:
    """One image with both versions, checked whole, against the check of its signature alone: the best of rounds."""
    from badges.models import Award, SigningKey  # noqa: PLC0415
    from badges.services import taken_away  # noqa: PLC0415
    from badges.verifying.checking import Handed, check  # noqa: PLC0415
    from badges.verifying.verdicts import Verdict  # noqa: PLC0415

    award = Award.objects.select_related("badge_class__image").order_by("pk")[0]
    image, jwk = taken_away(award), json.dumps(SigningKey.objects.active().get().public_jwk)
    times = max(20, setting.scaled(200))

    def whole() -> None:
        for _ in range(times):
            assert check(Handed(content=image), now=NOW).verdict is Verdict.VALID

    def bare() -> None:
        for _ in range(times):
            key: Any = jwt.algorithms.RSAAlgorithm.from_jwk(jwk)
            jwt.decode(award.credential, key, algorithms=["RS256"], options={"verify_nbf": False})

    check(Handed(content=image), now=NOW)
    rounds = [(_cpu(whole), _cpu(bare)) for _ in range(ROUNDS)]
    value, floor = (min(side) / times * 1000 for side in zip(*rounds, strict=True))
    return against_floor("badge_verification", value=value, floor=floor, limit=3.0, unit="ms")


if __name__ == "__main__":
    main()
