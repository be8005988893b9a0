#!/usr/bin/env python
"""Command line of the project: `./manage.py demo`, `./manage.py up`, `./manage.py import_enrolments FILE`…"""

import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["demo"]:
        os.environ["DEMO"] = "1"  # before any setting is read: a local mail folder, never a real server
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms_onboarding.config.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
