"""Six digits: ten minutes, five tries, one use."""

from datetime import datetime, timedelta

import pytest

from lms_onboarding.links.models import OneTimeCode
from lms_onboarding.links.services import TooManyCodes, check_code, make_code

pytestmark = pytest.mark.django_db
DOOR = {"purpose": "document", "object_key": "C-2026-0001"}


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_code_opens_once(now: datetime) -> None:
    code = make_code(**DOOR, now=now)
    assert len(code) == 6
    assert code not in str(OneTimeCode.objects.values().get())
    assert check_code(**DOOR, code=f"{code[:3]} {code[3:]}", now=now)
    assert not check_code(**DOOR, code=code, now=now)


def test_a_code_lasts_ten_minutes(now: datetime) -> None:
    code = make_code(**DOOR, now=now)
    assert not check_code(**DOOR, code=code, now=now + timedelta(minutes=10))
    assert check_code(**DOOR, code=code, now=now + timedelta(minutes=9, seconds=59))


def test_five_wrong_tries_close_it(now: datetime) -> None:
    code = make_code(**DOOR, now=now)
    for _try in range(4):
        assert not check_code(**DOOR, code=wrong(code), now=now)
    assert check_code(**DOOR, code=code, now=now), "the fifth try is still one"
    code = make_code(**DOOR, now=now)
    for _try in range(5):
        assert not check_code(**DOOR, code=wrong(code), now=now)
    assert not check_code(**DOOR, code=code, now=now)


def test_a_code_serves_its_purpose_and_its_object_only(now: datetime) -> None:
    code = make_code(**DOOR, now=now)
    assert not check_code(purpose="sign", object_key=DOOR["object_key"], code=code, now=now)
    assert not check_code(purpose=DOOR["purpose"], object_key="C-2026-0002", code=code, now=now)


def test_a_new_code_replaces_the_one_before(now: datetime) -> None:
    old = make_code(**DOOR, now=now)
    new = make_code(**DOOR, now=now + timedelta(minutes=1))
    assert check_code(**DOOR, code=new, now=now + timedelta(minutes=1))
    assert not check_code(**DOOR, code=old, now=now + timedelta(minutes=1)), "not even once the new one has served"


def test_nobody_floods_a_mailbox(now: datetime) -> None:
    for minute in range(6):
        make_code(**DOOR, now=now + timedelta(minutes=minute))
    with pytest.raises(TooManyCodes, match="Patientez une heure"):
        make_code(**DOOR, now=now + timedelta(minutes=7))
    make_code(purpose="document", object_key="C-2026-0002", now=now)
    make_code(**DOOR, now=now + timedelta(hours=1, minutes=1))
