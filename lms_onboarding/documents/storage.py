"""Where issued bytes lie when the storage is a folder: whole or not at all, and still there after a power cut."""

import os
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage


class IssuedStorage(FileSystemStorage):
    """Content-addressed folder. A name stands for its bytes: writing it again changes nothing, whoever writes."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: "IO[Any]") -> str:
        target = Path(self.path(name))
        self._make_folder(target.parent)
        draft = target.parent / f".{target.name}.{uuid4().hex}"
        try:
            with draft.open("xb") as file:
                file.write(content.read())
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        _sync_folder(target.parent)
        return name

    def _make_folder(self, folder: Path) -> None:
        """A new folder is itself an entry of its parent, to be made durable too."""
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
