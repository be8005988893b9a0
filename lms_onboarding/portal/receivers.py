"""Framework signals heard by this room; connected in `PortalConfig.ready`."""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions

from . import teams


def keep_teams(sender: AppConfig, **kwargs: Any) -> None:
    """After the last room is migrated, when every table exists, give the teams their rights.

    Each room is migrated and announced in turn; the permissions are made here rather than awaited, because the
    receiver of Django may come later.
    """
    rooms = [room for room in apps.get_app_configs() if room.models_module is not None]
    if sender != rooms[-1] or kwargs.get("using", "default") != "default":
        return
    if kwargs.get("plan") is not None and not _is_complete(kwargs["apps"]):
        return
    for room in rooms:
        create_permissions(room, verbosity=0)
    teams.keep()


def _is_complete(state: Any) -> bool:
    """Whether the migrated state holds the tables written here: `migrate app name` may stop anywhere before."""
    try:
        return bool(state.get_model("wagtailcore", "grouppagepermission") and state.get_model("auth", "group"))
    except LookupError:
        return False
