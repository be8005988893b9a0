"""Nobody gives more than they hold, nor touches the account of somebody who holds more."""

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from lms_onboarding.people.models import ProviderSettings

from .models import User

Right = tuple[object, ...]
_TREES: Final = ((GroupPagePermission, "page_id"), (GroupCollectionPermission, "collection_id"))


def may_touch(user: User, *, by: User) -> bool:
    """Whether `by` may change the address, the teams or the keys of `user`: an address opens an account.

    A superuser may. Others touch nobody who holds a right that they lack, and nobody whom people write to in private.
    """
    if by.is_superuser:
        return True
    if user.is_superuser or ProviderSettings.objects.filter(disability_referent__account=user.pk).exists():
        return user.pk == by.pk
    return _held(user) <= _held(by)


def grantable(*, by: User) -> "QuerySet[Group]":
    """The teams whose every right `by` holds too."""
    if by.is_superuser:
        return Group.objects.all()
    own, rights = _held(by), _rights(Group.objects.values_list("pk", flat=True))
    return Group.objects.filter(pk__in=[pk for pk, held in rights.items() if held <= own])


def _held(user: User) -> set[Right]:
    groups = _rights(user.groups.values_list("pk", flat=True)).values()
    alone = user.user_permissions.values_list("pk", flat=True)
    return set().union(*groups, {("permission", pk) for pk in alone})


def _rights(groups: Iterable[int]) -> dict[int, set[Right]]:
    """What each group gives: permissions, and those that Wagtail holds by tree. Three queries."""
    found: dict[int, set[Right]] = {pk: set() for pk in groups}
    for group, permission in Permission.group_set.through.objects.filter(group__in=found).values_list(
        "group_id", "permission_id"
    ):
        found[group].add(("permission", permission))
    for model, place in _TREES:
        rows = model.objects.filter(group__in=found).values_list("group_id", place, "permission_id")
        for group, where, permission in rows:
            found[group].add((place, where, permission))
    return found
