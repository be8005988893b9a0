"""Three permissions asked of each team, on a page that reads nothing else: queries beyond those of a bare session."""

from collections.abc import Iterator
from typing import Final

from . import setting
from .login_code import added, ready
from .measure import Measure, against_bar, hand_over

QUERIES: Final = 2


def main() -> None:
    setting.start()
    hand_over(list(_measures()), setting.result_path())


def _measures() -> Iterator[Measure]:
    from django.contrib.auth import get_user_model  # noqa: PLC0415  Django must be set up first
    from django.contrib.auth.models import Group  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from tests.support.keys import signed_in  # noqa: PLC0415

    ready()
    most = 0
    for rank, group in enumerate(Group.objects.order_by("name")):
        account = get_user_model().objects.create_user(f"equipe{rank}@exemple.fr")
        account.groups.add(group)
        floor = Client()
        floor.force_login(account)
        most = max(most, added(signed_in(account), "/droits/", floor))
    yield against_bar("permission_checks", value=most, bar=QUERIES, unit="queries")


if __name__ == "__main__":
    main()
