"""Keys from a terminal: replaced, declared compromised; the journal says so."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from badges.enums import KeyState
from badges.models import Award, RevokedCredential, SigningKey
from badges.verifying.checking import Handed, check
from badges.verifying.verdicts import Verdict
from lms_onboarding.journal.models import Entry
from tests.factories.badges import AWARDED_AT

pytestmark = pytest.mark.django_db


def told(*command: str) -> str:
    output = StringIO()
    call_command(*command, stdout=output)
    return output.getvalue()


def test_a_key_is_replaced_then_declared_compromised(badge: Award) -> None:
    old, former = badge.signing_key, badge.credential
    assert "signe désormais" in told("rotate_badge_key")
    assert check(Handed(text=former), now=AWARDED_AT).verdict is Verdict.VALID, "it goes on verifying"

    with pytest.raises(CommandError, match="Aucune clé « autre »"):
        told("compromise_badge_key", "autre", "--yes")
    with pytest.raises(CommandError, match="Relancez avec --yes"):
        told("compromise_badge_key", old.kid)
    assert not SigningKey.objects.filter(state=KeyState.COMPROMISED).exists(), "nothing before it is confirmed"
    assert "est déclarée compromise" in told("compromise_badge_key", old.kid, "--yes")
    told("compromise_badge_key", old.kid, "--yes")

    badge.refresh_from_db()
    assert RevokedCredential.objects.count() == 1, "twice is once"
    assert check(Handed(text=former), now=AWARDED_AT).verdict is Verdict.KEY_COMPROMISED
    assert check(Handed(text=badge.credential), now=AWARDED_AT).verdict is Verdict.VALID
    verbs = list(Entry.objects.filter(verb__startswith="badge").order_by("pk").values_list("verb", flat=True))
    assert verbs[-4:] == ["badge_key.retired", "badge_key.created", "badge_key.compromised", "badge.resigned"]
