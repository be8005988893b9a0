"""When these tests take place."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

MORNING: Final = datetime(2026, 11, 30, 9, tzinfo=ZoneInfo("Europe/Paris"))  # seven days before the session
