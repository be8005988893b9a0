"""Awards given together say the same thing but for five values: the rest is written as JSON once."""

import secrets
from dataclasses import dataclass
from datetime import tzinfo
from typing import Self
from uuid import uuid4

from badges.models import Award, Issuer

from . import credential, hosted

_Names = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Mould:
    """The two texts of one wording issued at one moment, with names drawn at random where each award puts its own."""

    names: _Names
    assertion: str
    payload: str

    @classmethod
    def of(cls, award: Award, issuer: Issuer, zone: tzinfo) -> Self:
        """From any award of the batch: its class and its dates are those of all."""
        sample = Award(
            badge_class=award.badge_class,
            earned_at=award.earned_at,
            issued_at=award.issued_at,
            expires_at=award.expires_at,
            uuid=uuid4(),
            subject=uuid4(),
            credential_id=uuid4(),
            identity=secrets.token_hex(16),
            salt=secrets.token_hex(16),
        )
        return cls(
            _own(sample),
            hosted.text(hosted.assertion(sample, zone)),
            hosted.text(credential.payload(sample, issuer, zone)),
        )

    def cast(self, award: Award) -> tuple[str, str]:
        """The 2.0 assertion and the 3.0 payload of this award.

        None of the five values needs an escape in JSON: identifiers, hexadecimal, and « sha256$ » before it.
        """
        assertion, payload = self.assertion, self.payload
        for name, value in zip(self.names, _own(award), strict=True):
            assertion, payload = assertion.replace(name, value), payload.replace(name, value)
        return assertion, payload


def _own(award: Award) -> _Names:
    return str(award.uuid), str(award.credential_id), str(award.subject), award.identity, award.salt
