"""A mail server that takes everything, and counts how often it got each message."""

import asyncio
import re
import threading
from collections import Counter

MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^@>]+)@", re.IGNORECASE | re.MULTILINE)


class MailServer(threading.Thread):
    """Speaks as much SMTP as a client needs that sends without encryption and without a password."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.received: Counter[str] = Counter()
        self.port = 0
        self._listens = threading.Event()

    def start(self) -> None:
        super().start()
        self._listens.wait()

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0, limit=1 << 20)
        self.port = server.sockets[0].getsockname()[1]
        self._listens.set()
        await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(b"220 here\r\n")
            while line := await reader.readline():
                command = line[:4].upper().strip()
                if command == b"DATA":
                    await self._take(reader, writer)
                else:
                    writer.write(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")
        except ConnectionError:
            pass  # the sender was killed
        finally:
            writer.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A message counts once its last line has come, whatever becomes of the sender then."""
        writer.write(b"354 go on\r\n")
        text = await reader.readuntil(b"\r\n.\r\n")
        found = MESSAGE_ID.search(text)
        self.received[found[1].decode() if found else "without id"] += 1
        writer.write(b"250 taken\r\n")
