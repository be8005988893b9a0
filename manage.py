#!/usr/bin/env python3
"""Command line of the project: `./manage.py demo`, `./manage.py up`, `./manage.py import_enrolments FILE`…"""

import os
import sys
from pathlib import Path


def main() -> None:
    _enter_own_environment()
    if sys.argv[1:2] == ["demo"]:
        os.environ["DEMO"] = "1"  # before any setting is read: a local mail folder, never a real server
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms_onboarding.config.settings.dev")
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError as error:
        if error.name != "django":
            raise
        sys.exit("Django n’est pas installé pour ce Python : lancez « make setup », puis recommencez.")

    execute_from_command_line(sys.argv)


def _enter_own_environment() -> None:
    """Outside any environment, the one that `make setup` made takes over: `./manage.py` needs no activation."""
    own = Path(__file__).resolve().parent / ".venv" / "bin" / "python"
    if sys.prefix == sys.base_prefix and own.exists():
        os.execv(own, [str(own), *sys.argv])  # noqa: S606  the project's own interpreter, with the words just typed


if __name__ == "__main__":
    main()
