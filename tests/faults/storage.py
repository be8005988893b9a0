"""The storage of issued documents with a brake: a sender stops there, for as long as a test wants, to be killed."""

import threading
import time
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from lms_onboarding.documents.storage import IssuedStorage

BRAKE = "brake"
STOPPED = "stopped"


class BrakedStorage(IssuedStorage):
    """While the file `brake` says « before » or « after », a sender stops there, and says so in `stopped`.

    Before: the document has its number and is drawn, nothing is kept. After: its bytes are kept, no row names them.
    """

    def _save(self, name: str, content: "IO[Any]") -> str:
        _stop_if("before")
        saved = super()._save(name, content)
        _stop_if("after")
        return saved


def _stop_if(moment: str) -> None:
    brake = Path(settings.DATA_DIR) / BRAKE
    if brake.exists() and brake.read_text() == moment:
        with (brake.parent / STOPPED).open("a") as log:
            # bytes are kept by threads of the sender, named after it
            log.write(f"{threading.current_thread().name.partition(' keeps')[0]}\n")
        while brake.exists():
            time.sleep(0.005)
