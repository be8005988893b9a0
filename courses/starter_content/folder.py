"""Where the starter content stands: readable files, shipped with the package."""

from pathlib import Path
from typing import Final

STARTER: Final = Path(__file__).resolve().parents[1] / "starter"
