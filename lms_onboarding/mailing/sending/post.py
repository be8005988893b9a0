"""One connection to the mail server, kept open from one mail to the next."""

from smtplib import SMTPException, SMTPRecipientsRefused
from types import TracebackType
from typing import Self

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from .letter import Letter
from .outcomes import SENDING_FAULTS, judge


class NothingAccepted(OSError):
    """The backend returned without sending and without saying why."""


class Post:
    """Sends letters over one connection, opened at the first and reopened when the server closed it."""

    def __init__(self) -> None:
        self.is_down = False  # the last letter met no server: the next ones would not either
        self._backend: BaseEmailBackend | None = None
        self._carried = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, letter: Letter) -> str:
        """Give one letter to the server; returns the provider's own identifier, or an empty string.

        Raises what the backend raises (`outcomes.SENDING_FAULTS`). A server may end a long conversation at any mail:
        when the connection had already carried some, the letter has one more chance on a new one.
        """
        had_carried = self._carried
        try:
            return self._tried(letter)
        except SENDING_FAULTS:
            if not (had_carried and self.is_down):
                raise
        return self._tried(letter)

    def _tried(self, letter: Letter) -> str:
        try:
            esp_id = self._send(letter)
        except SENDING_FAULTS as error:
            self.is_down = judge(error).connection_lost
            if self.is_down or not isinstance(error, SMTPRecipientsRefused):
                self._hang_up()  # after a refused address the conversation goes on; after anything else, who knows
            raise
        self.is_down = False
        return esp_id

    def _send(self, letter: Letter) -> str:
        if self._backend is None:
            self._backend = get_connection()
            self._backend.open()
        if not self._backend.send_messages([letter]):
            raise NothingAccepted
        self._carried += 1
        status = getattr(letter, "anymail_status", None)  # set by anymail's backends, whose messages are Django's own
        return "" if status is None or status.message_id is None else str(status.message_id)

    def _hang_up(self) -> None:
        backend, self._backend, self._carried = self._backend, None, 0
        if backend is None:
            return
        try:
            backend.close()
        except (SMTPException, OSError):
            return  # a connection already broken has nothing left to say
