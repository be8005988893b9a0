"""The invented people, companies and courses of the demonstration, as readable files."""

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def load(name: str) -> Any:
    """Content of `cast/<name>.yaml`: lists and mappings of plain values. Raises FileNotFoundError."""
    return yaml.safe_load((resources.files(__package__) / f"{name}.yaml").read_text(encoding="utf-8"))
