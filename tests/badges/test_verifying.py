"""Whatever is handed over, a named verdict: never an error, never a request, never long."""

import json
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from badges.baking import bake_png, bake_svg
from badges.enums import Reason
from badges.models import Award, BadgeClass, SigningKey
from badges.services import (
    STARTER_IMAGES,
    award,
    compromise_key,
    erase_person,
    reissue,
    resign,
    revoke,
    rotate_key,
)
from badges.verifying.checking import Handed, check
from badges.verifying.texts import looks_like_token
from badges.verifying.verdicts import SAID, Verdict
from tests.badges import forging
from tests.factories.badges import AWARDED_AT, awarded, creator_class, facts

pytestmark = pytest.mark.usefixtures("no_network")
NOW = AWARDED_AT + timedelta(days=1)
BY = "user/1"


def verdict(now: Any = NOW, **handed: Any) -> Verdict:
    return check(Handed(**handed), now=now).verdict


def test_every_verdict_has_its_words() -> None:
    assert set(SAID) == set(Verdict)


def test_our_badge_is_recognised_in_every_form(badge: Award) -> None:
    drawing = (STARTER_IMAGES / "badge-createur.svg").read_bytes()
    forms: tuple[dict[str, Any], ...] = (
        {"content": forging.image_of(badge)},
        {"content": bake_svg(drawing, assertion=badge.assertion, credential=badge.credential)},
        {"text": badge.credential},
        {"text": f"\n{badge.assertion} "},
        {"text": json.dumps(json.loads(badge.assertion), indent=2)},
        {"text": json.loads(badge.assertion)["id"]},
        {"content": badge.credential.encode()},
        {"content": badge.assertion.encode()},
    )
    for handed in forms:
        found = check(Handed(**handed, email=" INES@exemple.fr"), now=NOW)
        assert found.verdict == Verdict.VALID, handed
        assert all(one.holds for one in found.checks)
        assert found.award == badge.pk


def test_the_wrong_person_is_told(badge: Award) -> None:
    assert verdict(content=forging.image_of(badge), email="autre@exemple.fr") == Verdict.WRONG_RECIPIENT


def test_time_is_judged(badge: Award) -> None:
    assert verdict(text=badge.credential, now=AWARDED_AT - timedelta(minutes=1)) == Verdict.NOT_YET
    wording = creator_class()
    BadgeClass.objects.filter(pk=wording.pk).update(validity_months=12, renewal="recommencer")
    wording.refresh_from_db()
    ends = award(facts(), badge_class=wording, by=BY, now=AWARDED_AT)
    assert ends.expires_at is not None
    for handed in ({"text": ends.credential}, {"text": ends.assertion}, {"content": forging.image_of(ends)}):
        assert verdict(**handed, now=ends.expires_at - timedelta(seconds=1)) == Verdict.VALID
        assert verdict(**handed, now=ends.expires_at) == Verdict.EXPIRED


def test_what_became_of_it_is_told(badge: Award) -> None:
    texts = ({"text": badge.credential}, {"text": badge.assertion}, {"content": forging.image_of(badge)})
    revoke(badge, reason=Reason.ERROR, by=BY, now=NOW)
    assert {verdict(**one) for one in texts} == {Verdict.REVOKED}
    assert check(Handed(text=badge.credential), now=NOW).reason == "émis par erreur"
    new = reissue(badge, reason=Reason.RESTORED, by=BY, now=NOW)
    assert {verdict(**one) for one in texts} == {Verdict.REPLACED}
    assert verdict(text=new.credential) == Verdict.VALID
    assert badge.person is not None
    erase_person(badge.person, by=BY, now=NOW)
    assert {verdict(**one) for one in texts} == {Verdict.ERASED}


def test_keys_that_change(badge: Award) -> None:
    rotate_key(by=BY, now=NOW)
    assert verdict(text=badge.credential) == Verdict.VALID, "a retired key still verifies"
    compromise_key(SigningKey.objects.get(pk=badge.signing_key_id), by=BY, now=NOW)
    assert verdict(text=badge.credential) == Verdict.KEY_COMPROMISED
    old = badge.credential
    resign(now=NOW)
    badge.refresh_from_db()
    assert verdict(text=badge.credential) == Verdict.VALID
    assert verdict(text=old) == Verdict.KEY_COMPROMISED


def test_forgeries_are_named(badge: Award) -> None:
    token, key = badge.credential, SigningKey.objects.get()
    other, kid = awarded(), forging.decoded(badge.credential.split(".")[0])["kid"]
    jwk = {"kty": "RSA", "n": key.public_jwk["n"], "e": "AQAB"}
    assertion = json.loads(badge.assertion)
    cases: list[tuple[Verdict, dict[str, Any]]] = [
        (Verdict.ALTERED, {"text": forging.with_claims(token, name="Autre chose")}),
        (Verdict.ALTERED, {"text": token[:-6] + "AAAAAA"}),
        (Verdict.ALTERED, {"text": json.dumps(assertion | {"issuedOn": "2020-01-01T00:00:00+00:00"})}),
        (Verdict.ALG_NONE, {"text": forging.unsigned(token)}),
        (Verdict.ALG_NONE, {"text": forging.unsigned(token, "NoNe")}),
        (Verdict.ALG_NONE, {"text": forging.with_header(token, alg=None)}),
        (Verdict.KEY_CONFUSION, {"text": forging.signed_with_public_key(token, key.public_jwk, kid)}),
        (Verdict.KEY_CONFUSION, {"text": forging.with_header(token, jwk=jwk)}),
        (Verdict.KEY_CONFUSION, {"text": forging.with_header(token, jku="https://mal.example.org/jwks")}),
        (Verdict.KEY_CONFUSION, {"text": forging.with_header(token, crit=["exp"])}),
        (Verdict.UNKNOWN_KEY, {"text": forging.with_header(token, kid=kid + "x")}),
        (Verdict.UNKNOWN_KEY, {"text": forging.with_header(token, kid="https://mal.example.org/keys/1")}),
        (Verdict.UNKNOWN_BADGE, {"text": assertion["id"][:-36] + str(uuid4())}),
        (Verdict.UNKNOWN_BADGE, {"text": json.dumps(assertion | {"id": assertion["id"][:-36] + str(uuid4())})}),
        (
            Verdict.CONTRADICTORY,
            {"content": bake_png(forging.PLAIN, assertion=other.assertion, credential=badge.credential)},
        ),
        (
            Verdict.ALTERED,
            {
                "content": bake_png(
                    forging.PLAIN, assertion=badge.assertion, credential=forging.with_claims(token, x=1)
                )
            },
        ),
    ]
    assert [(expected, verdict(**handed)) for expected, handed in cases] == [(one, one) for one, _handed in cases]


def test_badges_of_others_are_believed_with_their_key_only(badge: Award) -> None:
    key, other = forging.stranger(), forging.stranger()
    token = forging.foreign_token(key)
    foreign = {
        "type": "Assertion",
        "id": "https://autre.example.org/a/1",
        "recipient": {"identity": "x"},
        "badge": "y",
    }
    private = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----"
    cases: list[tuple[Verdict, dict[str, Any]]] = [
        (Verdict.FOREIGN_UNVERIFIED, {"text": token}),
        (Verdict.FOREIGN_UNVERIFIED, {"text": json.dumps(foreign)}),
        (Verdict.FOREIGN_SIGNED, {"text": token, "key": forging.pem_of(key)}),
        (Verdict.FOREIGN_BAD_SIGNATURE, {"text": token, "key": forging.pem_of(other)}),
        (Verdict.FOREIGN_BAD_SIGNATURE, {"text": forging.with_claims(token, x=1), "key": forging.pem_of(key)}),
        (Verdict.BAD_KEY, {"text": token, "key": "n’importe quoi"}),
        (Verdict.BAD_KEY, {"text": token, "key": "[]"}),
        (Verdict.BAD_KEY, {"text": token, "key": json.dumps({"kty": "RSA", "n": "A" * 16_000, "e": "AQAB"})}),
        (Verdict.BAD_KEY, {"text": token, "key": json.dumps({"kty": "oct", "k": "AAAA"})}),
        (Verdict.PRIVATE_KEY, {"text": token, "key": private}),
        (Verdict.PRIVATE_KEY, {"text": token, "key": json.dumps({"kty": "RSA", "n": "AQAB", "e": "AQAB", "d": "A"})}),
        (Verdict.ALG_NONE, {"text": forging.unsigned(token), "key": forging.pem_of(key)}),
        (Verdict.BAD_KEY, {"text": forging.with_header(token, alg="HS256"), "key": forging.pem_of(key)}),
        (Verdict.EXPIRED, {"text": forging.foreign_token(key, exp=1_700_000_000), "key": forging.pem_of(key)}),
        (Verdict.UNSIGNED, {"text": json.dumps(forging.claims(token))}),
    ]
    assert [(expected, verdict(**handed)) for expected, handed in cases] == [(one, one) for one, _handed in cases]


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>'


@pytest.mark.parametrize(
    ("expected", "content"),
    [
        (Verdict.NOT_AN_IMAGE, b"GIF89a renamed as a .png"),
        (Verdict.NOT_AN_IMAGE, b"%PDF-1.4"),
        (Verdict.NO_BADGE, forging.PLAIN),
        (Verdict.DAMAGED, forging.PLAIN[:400]),
        (Verdict.DAMAGED, forging.PLAIN[:8] + b"\xff\xff\xff\xffIHDR"),
        (Verdict.DAMAGED, forging.with_chunk(b"iTXt", b"openbadges\0\1\0\0\0not deflated")),
        (Verdict.DAMAGED, forging.with_chunk(b"iTXt", b"openbadges\0\0\0\0\0\xff\xfe")),
        (Verdict.DAMAGED, forging.with_chunk(b"iTXt", b"openbadges\0")),
        (Verdict.DAMAGED, forging.PLAIN[:33] + forging.chunk(b"tEXt", b"") * 5000 + forging.PLAIN[33:]),
        (Verdict.TOO_LONG, forging.with_chunk(b"tEXt", b"openbadges\0" + b"a" * 140_000)),
        (Verdict.TOO_BIG, forging.PLAIN + b"0" * (2 * 1024 * 1024)),
        (Verdict.NOT_A_BADGE, forging.with_chunk(b"tEXt", b"openbadges\0" + b"[" * 100_000)),
        (Verdict.NOT_A_BADGE, forging.with_chunk(b"tEXt", b'openbadges\0{"a":' + b"9" * 6000 + b"}")),
        (Verdict.DANGEROUS, SVG.format("<script>alert(1)</script>").encode()),
        (Verdict.DANGEROUS, SVG.format('<path onclick="x()"/>').encode()),
        (Verdict.DANGEROUS, SVG.format('<image href="https://mal.example.org/x.png"/>').encode()),
        (Verdict.DANGEROUS, b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG.format("&x;").encode()),
        (Verdict.DANGEROUS, b'<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + SVG.format("&b;").encode()),
        (Verdict.DAMAGED, b"<svg"),
        (Verdict.NO_BADGE, SVG.format("").encode()),
    ],
)
@pytest.mark.django_db
def test_a_bad_file_has_its_name(expected: Verdict, content: bytes) -> None:
    assert verdict(content=content) == expected


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (Verdict.NOTHING, "  "),
        (Verdict.NOT_A_BADGE, "bonjour"),
        (Verdict.NOT_A_BADGE, "https://autre.example.org/badge"),
        (Verdict.NOT_A_BADGE, "{}"),
        (Verdict.NOT_A_BADGE, "a.b.c"),
        (Verdict.NOT_A_BADGE, "[" * 100_000),
        (Verdict.TOO_LONG, "a." * 100_000),
    ],
)
@pytest.mark.django_db
def test_a_bad_text_has_its_name(expected: Verdict, text: str) -> None:
    assert verdict(text=text) == expected


@pytest.mark.django_db
def test_a_bomb_is_named_and_not_set_off() -> None:
    content = forging.bomb()
    start = time.process_time()
    assert verdict(content=content) == Verdict.BOMB
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("size", [1_000, 131_000])
def test_telling_a_token_is_linear(size: int) -> None:
    start = time.process_time()
    assert not looks_like_token("a" * size + "!")
    assert not looks_like_token("a." * (size // 2))
    assert time.process_time() - start < 0.05
