"""Where an import notes its batches, so that it can be followed, taken up again and taken back."""

from typing import Protocol

from .made import Made
from .report import ImportReport


class ImportLog(Protocol):
    """Kept by who ordered the import. Batches are numbered from 0, in the order of the file."""

    def opened(self, rows: int) -> None:
        """The file was read: it has so many rows."""

    def found(self, number: int) -> ImportReport | None:
        """What was said of a batch that an earlier run wrote; None when it is still to be written."""

    def wrote(self, number: int, part: ImportReport, made: Made) -> None:
        """Note a batch, within the transaction that writes it. Raises when another run has just written it."""

    def advanced(self, rows: int) -> None:
        """So many rows are done. May raise, to stop there."""


class NoLog:
    """For a command, which says everything at the end and is simply run again."""

    def opened(self, rows: int) -> None:
        pass

    def found(self, number: int) -> ImportReport | None:
        return None

    def wrote(self, number: int, part: ImportReport, made: Made) -> None:
        pass

    def advanced(self, rows: int) -> None:
        pass
