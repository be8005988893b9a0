"""Embedded default: SQLite, a broker in files, mails in a local folder. What `make demo` and `make up` run."""

import contextlib
import os
import secrets
from pathlib import Path

from .base import *  # noqa: F403  settings extend settings by the star, Django's own convention
from .base import DATA_DIR


def _kept_secret(name: str) -> str:
    """A key made once and kept beside the data: no secret in the repository, and links survive a restart."""
    folder = Path(DATA_DIR) / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    if not path.exists():
        draft = folder / f"{name}.{os.getpid()}"
        draft.write_text(secrets.token_urlsafe(48))
        draft.chmod(0o600)
        with contextlib.suppress(FileExistsError):  # of two processes starting together, one key wins
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


DEBUG = os.environ.get("DEBUG") == "1"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECRET_KEY = os.environ.get("SECRET_KEY") or _kept_secret("secret_key")
LMSO_LINKS_KEY = os.environ.get("LINKS_KEY") or _kept_secret("links_key")
LMSO_SEAL_FILE = os.environ.get("SEAL_FILE") or str(Path(DATA_DIR) / "keys" / "seal.pem")
LMSO_SEAL_MADE = "SEAL_FILE" not in os.environ
LMSO_BADGES_KEY = os.environ.get("BADGES_KEY") or _kept_secret("badges_key")
LMSO_ACCOUNTS_KEY = os.environ.get("ACCOUNTS_KEY") or _kept_secret("accounts_key")
LMSO_CLOCK = (
    "lms_onboarding.demo.clock.now"  # a database that holds a demonstration lives in its time, served by any command
)
