"""What the badges room refuses, in words that say how to mend it."""

from lms_onboarding.common.refusals import Refused


class NotEarned(Refused):
    """Eligibility is not final; `missing` says what is left, one line each."""

    def __init__(self, sentence: str, missing: list[str]) -> None:
        super().__init__(sentence)
        self.missing = missing


class NoIssuer(Refused):
    """Nobody has said who issues badges yet."""


class NoSigningKey(Refused):
    """No key signs at the moment."""


class NotStanding(Refused):
    """The badge is already withdrawn, replaced or erased."""


class SameAddress(Refused):
    """The badge already bears the person's address: there is nothing to re-issue."""


class UnusableImage(Refused):
    """The image of a badge class cannot be served to the world."""


class WordingFrozen(Refused):
    """Somebody received this wording: it no longer changes."""
