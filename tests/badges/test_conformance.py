"""Our 3.0 credentials, field by field, against the data model of 1EdTech and what it asks of a JWT."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from django.test import Client

from badges.enums import Reason
from badges.models import BadgeClass
from badges.services import award_many, reissue
from lms_onboarding.people.services import correct_email
from tests.badges import forging
from tests.factories.badges import AWARDED_AT, awarded, creator_class, facts

pytestmark = pytest.mark.django_db
V2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def values(found: object) -> Iterator[object]:
    """Everything in a JSON value, however deep."""
    yield found
    for one in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from values(one)


def test_a_credential_has_the_shape_of_the_standard(client: Client) -> None:
    badge = creator_class()
    BadgeClass.objects.filter(pk=badge.pk).update(name='Dire « "oui" » \\ et écrire', validity_months=12, renewal="x")
    badge.refresh_from_db()
    people = [facts(), facts()]
    given, other = award_many(people, badge_class=badge, by="user/1", now=AWARDED_AT, tell=False).given

    header, body = forging.decoded(given.credential.split(".")[0]), forging.claims(given.credential)

    assert set(header) == {"alg", "kid", "typ"}, "no other header is allowed"
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")
    jwk = client.get(header["kid"].partition("8000")[2]).json()
    assert jwk["kid"] == header["kid"]
    assert jwt.decode(given.credential, jwt.PyJWK(jwk), algorithms=["RS256"], options={"verify_nbf": False}) == body

    assert body["@context"][:2] == [V2, OB3], "in this order"
    assert body["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert (body["iss"], body["jti"], body["sub"]) == (
        body["issuer"]["id"],
        body["id"],
        body["credentialSubject"]["id"],
    )
    assert "vc" not in body
    assert body["nbf"] == _seconds(body["validFrom"])
    assert body["exp"] == _seconds(body["validUntil"])
    assert body["credentialSchema"][0]["type"] == "1EdTechJsonSchemaValidator2019"
    assert set(body["credentialStatus"]) == {"id", "type"}
    subject, achievement = body["credentialSubject"], body["credentialSubject"]["achievement"]
    assert subject["type"] == ["AchievementSubject"]
    assert set(subject["identifier"][0]) == {"type", "hashed", "identityHash", "identityType", "salt"}
    assert {"id", "type", "name", "description", "criteria"} <= set(achievement)
    assert achievement["type"] == ["Achievement"]
    assert achievement["name"] == 'Dire « "oui" » \\ et écrire'
    assert body["issuer"]["type"] == ["Profile"]
    assert client.get(body["issuer"]["id"].partition("8000")[2]).json()["id"] == body["iss"]
    assert not [one for one in values(body) if one is None or one in ([], "")]
    assert _own(body).isdisjoint(_own(forging.claims(other.credential))), "nothing of one award in another"
    assert json.loads(given.assertion)["id"].endswith(str(given.uuid))


def test_a_new_edition_keeps_the_day_it_was_earned() -> None:
    given = awarded()
    assert given.person is not None
    correct_email(given.person, email="ines@ailleurs.example.fr", by="user/1", now=AWARDED_AT)
    later = reissue(given, reason=Reason.ADDRESS, by="user/1", now=AWARDED_AT + timedelta(days=40))
    before, after = forging.claims(given.credential), forging.claims(later.credential)
    assert before["awardedDate"] == after["awardedDate"] == before["validFrom"] != after["validFrom"]


def _seconds(stamp: str) -> float:
    moment = datetime.fromisoformat(stamp)
    assert moment.tzinfo is not None, "with its offset"
    return moment.timestamp()


def _own(body: dict[str, Any]) -> set[str]:
    (identity,) = body["credentialSubject"]["identifier"]
    return {body["id"], body["sub"], identity["identityHash"], identity["salt"]}
