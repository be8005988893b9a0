"""What a kit lacks, what that holds back, and who can give it. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from .content import Content, Who
from .enums import HOLDING, OF_PROVIDER, Item

# Whether a session lacks each item. The name of the learner is their own: see `lacks_name`.
_LACKS: Final[Mapping[Item, Callable[[Content], bool]]] = {
    Item.SLOTS: lambda content: not content.appointments or content.starts_at is None,
    Item.PLACE: lambda content: content.on_site and not content.practical.venue.strip(),
    Item.JOIN_URL: lambda content: content.at_a_distance and not content.practical.join_url.strip(),
    Item.CONTACT: lambda content: content.contact is None,
    Item.PROVIDER_IDENTITY: lambda content: not content.provider.is_complete,
    Item.TRAINER: lambda content: not content.trainers,
    Item.TRAINER_WORD: lambda content: not content.trainer_word.strip(),
    Item.OBJECTIVES: lambda content: (
        not content.course.objectives or any(not one.use for one in content.course.objectives)
    ),
    Item.DISABILITY_REFERENT: lambda content: content.disability is None,
    Item.ACCESS: lambda content: content.on_site and not content.practical.access.strip(),
    Item.TECHNICAL: lambda content: content.at_a_distance and not content.practical.technical.strip(),
    Item.EQUIPMENT: lambda content: not content.practical.equipment,
    Item.ABSENCE_INSTRUCTIONS: lambda content: not content.practical.absence.strip(),
    Item.HOUSE_RULES: lambda content: all(one.rank != "reglement" for one in content.joined),
    Item.WELCOME_BOOKLET: lambda content: all(one.rank != "livret" for one in content.joined),
}


def missing_of(content: Content) -> tuple[Item, ...]:
    """What the session's part of the kit lacks, the items that hold it back first."""
    return tuple(item for item, lacks in _LACKS.items() if lacks(content))


def holding(missing: Iterable[str]) -> tuple[Item, ...]:
    """Those without which the kit does not leave."""
    return tuple(item for item in HOLDING if item in set(missing))


def lacks_name(full_name: str) -> bool:
    return not full_name.strip()


def owner_of(item: Item, content: Content) -> Who | None:
    """Who is asked for a missing item, or somebody who can pass it on.

    The trainer for their word, the administration for what the organisation says of itself, the referent for the rest.
    """
    first: Sequence[Who | None]
    if item == Item.TRAINER_WORD:
        first = (content.trainer, content.referent, content.administrative)
    elif item in OF_PROVIDER:
        first = (content.administrative, content.referent)
    else:
        first = (content.referent, content.administrative)
    return next((who for who in first if who and who.email), _desk(content))


def _desk(content: Content) -> Who | None:
    identity = content.provider
    return Who(identity.name, email=identity.email, key="provider") if identity.email else None


def by_owner(missing: Iterable[Item], content: Content) -> dict[str, tuple[Who, tuple[Item, ...]]]:
    """Missing items grouped under the key of the person to ask; those nobody can be asked for are left out."""
    grouped: dict[str, tuple[Who, tuple[Item, ...]]] = {}
    for item in missing:
        who = owner_of(item, content)
        if who is not None:
            _, items = grouped.get(who.key, (who, ()))
            grouped[who.key] = (who, (*items, item))
    return grouped
