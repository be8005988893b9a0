"""A real SMTP server that keeps what it accepts, and refuses what it is told to refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.commands import free_port


@dataclass
class Sink:
    """`at_recipient` and `at_data`: SMTP replies by address, each used as long as it stays there."""

    port: int = 0
    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    at_recipient: dict[str, str] = field(default_factory=dict)
    at_data: dict[str, str] = field(default_factory=dict)
    mails_per_connection: int = 0
    connections: int = 0

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=policy.default) for _, content in self.accepted]

    async def handle_EHLO(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        session.carried = 0
        self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if reply := self.at_recipient.get(address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        address = envelope.rcpt_tos[0]
        if reply := self.at_data.get(address):
            return reply
        if self.mails_per_connection and session.carried >= self.mails_per_connection:
            return "421 4.7.0 Too many messages in this connection"
        session.carried += 1
        self.accepted.append((address, bytes(envelope.content or b"")))
        return "250 OK"


@contextmanager
def listening() -> Iterator[Sink]:
    """A sink on a free local port, as long as the block."""
    sink = Sink(port=free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, decode_data=False)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
