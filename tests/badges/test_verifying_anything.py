"""Hypothesis: whatever the bytes, a verdict; never an exception."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badges.verifying import pictures
from badges.verifying.checking import Handed, check
from badges.verifying.verdicts import Verdict
from tests.badges import forging
from tests.factories.badges import AWARDED_AT

pytestmark = pytest.mark.usefixtures("no_network")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>'
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["@context", "id", "type", "issuer", "iss", "jti", "sub", "badge", "recipient", "credentialSubject", "exp", "nbf"]
)
OBJECTS = st.dictionaries(NAMES | st.text(max_size=8), ANYTHING, max_size=10)
HEADERS = st.dictionaries(st.sampled_from(["alg", "kid", "jwk", "crit", "typ"]), ANYTHING, max_size=5)
PATIENT = settings(max_examples=120, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])


def verdict(text: str, key: str = "") -> Verdict:
    return check(Handed(text=text, key=key, email="a@b.fr"), now=AWARDED_AT).verdict


@pytest.mark.django_db
@PATIENT
@given(header=HEADERS, payload=OBJECTS, tail=st.text(alphabet="abcXYZ_-019", max_size=40), key=st.text(max_size=60))
def test_any_token_has_a_verdict(header: dict[str, Any], payload: dict[str, Any], tail: str, key: str) -> None:
    text = f"{forging.encoded(header)}.{forging.encoded(payload)}.{tail}"
    assert verdict(text, key) in Verdict


@pytest.mark.django_db
@PATIENT
@given(value=OBJECTS)
def test_any_json_has_a_verdict(value: dict[str, Any]) -> None:
    assert verdict(json.dumps(value)) in Verdict


def read_or_named(content: bytes) -> bool:
    """True when the image was read; an unknown name for its fault raises ValueError."""
    try:
        pictures.read_image(content)
    except pictures.Unreadable as refused:
        return bool(Verdict(refused.kind))
    return True


@PATIENT
@given(
    chunks=st.lists(
        st.tuples(
            st.sampled_from([b"iTXt", b"tEXt", b"zTXt", b"IDAT", b"xxxx", b"IEND"]),
            st.binary(max_size=60)
            | st.binary(max_size=60).map(lambda tail: b"openbadges\0" + tail)
            | st.binary(max_size=60).map(lambda tail: b"openbadgecredential\0\1\0" + tail),
        ),
        max_size=6,
    ),
    cut=st.integers(0, 300),
)
def test_any_png_is_read_or_named(chunks: list[tuple[bytes, bytes]], cut: int) -> None:
    content = pictures.SIGNATURE + b"".join(forging.chunk(kind, body) for kind, body in chunks)
    assert read_or_named(content)
    assert read_or_named(content[:cut])


@PATIENT
@given(content=st.binary(max_size=300), at=st.integers(0, 3000))
def test_any_change_of_our_image_is_read_or_named(content: bytes, at: int) -> None:
    image = forging.with_chunk(b"iTXt", b"openbadges\0\0\0\0\0{}")
    changed = image[:at] + content + image[at + len(content) :]
    assert read_or_named(changed)


@PATIENT
@given(inner=st.text(max_size=200))
def test_any_svg_is_read_or_named(inner: str) -> None:
    assert read_or_named(SVG.format(inner).encode())
