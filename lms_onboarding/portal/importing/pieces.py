"""What the screens of an import share."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Fix:
    """One cell to mend: `input_name` is empty when it can only be mended in the file."""

    line: int | None
    name: str
    column: str
    value: str
    remedy: str
    input_name: str = ""
    mode: str = "text"
    choices: Sequence[Choice] = ()


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def day_of(session: Session, provider: ProviderSettings) -> str:
    if session.starts_at is None:
        return _("sans date")
    return french.day_short(french.local(session.starts_at, provider.zone).date())
