"""How often one visitor may compare an address or check a file."""

from typing import Final

from lms_onboarding.common.limits import Limit

COMPARISONS: Final = Limit("badge-comparisons", places=10, seconds=3600)  # of one visitor, for one badge
GUESSES: Final = Limit("badge-guesses", places=60, seconds=3600)  # for one badge, whoever asks
CHECKS: Final = Limit("badge-checks", places=60, seconds=600)
