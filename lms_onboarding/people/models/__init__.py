"""People, organisations, and the training organisation itself."""

from .organisation import Organisation
from .person import Person, PersonQuerySet
from .provider import ProviderSettings

__all__ = ["Organisation", "Person", "PersonQuerySet", "ProviderSettings"]
