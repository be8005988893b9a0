"""Who issues, with what key, which badges, to whom."""

from .award import Award, RevokedCredential
from .badge_class import BadgeClass
from .issuer import Issuer, SigningKey

__all__ = ["Award", "BadgeClass", "Issuer", "RevokedCredential", "SigningKey"]
