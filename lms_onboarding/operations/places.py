"""Where this installation keeps what a backup takes, read from the settings."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages
from django.utils.translation import gettext as _

from .backing_up import BackupRefused, Places


def embedded_places() -> Places:
    """Raises BackupRefused when the database is a server or the files lie elsewhere: each has its own tools."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        raise BackupRefused(
            _("La base est un serveur PostgreSQL : sauvegardez-la avec pg_dump, comme le dit docs/deploy.md.")
        )
    issued = getattr(storages["issued"], "location", None)
    if not issued or not hasattr(storages["issued"], "base_location"):
        raise BackupRefused(_("Les documents sont dans un stockage S3 : il se sauvegarde avec ses propres outils."))
    folders = {
        "issued": Path(issued),
        "media": Path(settings.MEDIA_ROOT),
        "keys": Path(settings.DATA_DIR) / "keys",
    }
    return Places(Path(database["NAME"]), folders)
