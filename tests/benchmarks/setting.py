"""What every benchmark starts with: Django on its own database, migrated, with the provider filled in."""

import os
from pathlib import Path

import django
from django.core.management import call_command


def scale() -> float:
    """BENCH_SCALE: 1 is the population of the issue."""
    return float(os.environ.get("BENCH_SCALE", "1"))


def scaled(population: int) -> int:
    return max(1, round(population * scale()))


def result_path() -> Path:
    return Path(os.environ["BENCH_RESULT"])


def start() -> None:
    """Set Django up and migrate the database named by DATABASE_URL."""
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
