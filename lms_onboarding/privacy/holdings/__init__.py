"""Everything held on people, by kind. A test reads every table: one that names people is here, or says why not."""

from typing import Final

from lms_onboarding.privacy.holding import Holding

from .exchanges import EXCHANGES
from .following import FOLLOWING
from .identity import IDENTITY
from .learning import LEARNING
from .papers import PAPERS
from .quality import QUALITY
from .questions import QUESTIONS

HOLDINGS: Final[tuple[Holding, ...]] = (
    *IDENTITY,
    *LEARNING,
    *EXCHANGES,
    *FOLLOWING,
    *QUESTIONS,
    *PAPERS,
    *QUALITY,
)
