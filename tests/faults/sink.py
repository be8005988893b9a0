"""A real SMTP server in its own process: `python -m tests.faults.sink PORT FOLDER`.

What it accepts is a line of FOLDER/accepted, written before it answers. While FOLDER/hold exists it does not answer:
the senders are then between « accepted » and « marked », which is where a kill hurts most. FOLDER/in_flight says how
many are. FOLDER/mode says what else it does, instead of accepting: « refuse » for now, « hang » without a word,
« cut » the connection in the middle of a message.
"""

import asyncio
import hashlib
import sys
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Handler:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.in_flight = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's
        self._count(+1)
        try:
            if reply := await self._misbehaves(server):
                return reply
            with (self.folder / "accepted").open("a") as log:
                log.write(f"{_digest(bytes(envelope.content or b''))}\n")
            while (self.folder / "hold").exists():
                await asyncio.sleep(0.005)
        finally:
            self._count(-1)
        return "250 OK"

    async def _misbehaves(self, server: SMTP) -> str:
        mode = self._mode()
        while mode == "hang" and self._mode() == mode:
            await asyncio.sleep(0.05)
        if mode == "cut" and server.transport:
            server.transport.abort()
        return "451 4.3.0 Try again later" if mode else ""

    def _mode(self) -> str:
        file = self.folder / "mode"
        return file.read_text() if file.exists() else ""

    def _count(self, change: int) -> None:
        self.in_flight += change
        draft = self.folder / "in_flight.draft"
        draft.write_text(str(self.in_flight))
        draft.replace(self.folder / "in_flight")


def _digest(content: bytes) -> str:
    """Message-ID, and a hash of what the reader sees: boundaries and the date change from one try to the next."""
    message = message_from_bytes(content, policy=policy.default)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    seen = [(part.get_content_type(), part.get_filename(), part.get_payload(decode=True)) for part in leaves]
    return f"{message['Message-ID']} {hashlib.sha256(repr((message['To'], seen)).encode()).hexdigest()}"


async def main(port: int, folder: Path) -> None:
    handler = Handler(folder)
    handler._count(0)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(handler, hostname="127.0.0.1", loop=asyncio.get_running_loop()), "127.0.0.1", port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
