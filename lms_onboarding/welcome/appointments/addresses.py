"""How the purpose of an appointment reads in an address: the path of a page is also that of its cookie."""

from collections.abc import Mapping
from typing import Final

from lms_onboarding.welcome.enums import CallPurpose

SAID: Final[Mapping[str, str]] = {
    CallPurpose.WELCOME: "appel",
    CallPurpose.STUCK: "coup-de-main",
    CallPurpose.FOLLOW_UP: "point",
}
_PURPOSES: Final = {said: purpose for purpose, said in SAID.items()}


class PurposeConverter:
    """« point » ⇄ `follow_up`."""

    regex: str = "|".join(_PURPOSES)

    def to_python(self, value: str) -> str:
        return str(_PURPOSES[value])

    def to_url(self, value: str) -> str:
        return SAID[value]
