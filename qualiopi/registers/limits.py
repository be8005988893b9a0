"""How often one visitor, or one guesser, may try on the pages of the registers."""

from typing import Final

from lms_onboarding.common.limits import Limit, give_back, take, visitor

__all__ = ["COMPLAINTS", "FOLLOW_UPS", "REPORTS", "SECRETS", "Limit", "give_back", "take", "visitor"]

COMPLAINTS: Final = Limit("complaints", places=10, seconds=600)  # a whole classroom shares one address
REPORTS: Final = Limit("reports", places=10, seconds=600)
FOLLOW_UPS: Final = Limit("follow-ups", places=10, seconds=600)
SECRETS: Final = Limit("secrets", places=5, seconds=900)
