"""`python -m tests.browser.serving PORT FILE`: a populated site on a database of its own, on a morning of November.

Writes what `addresses` needs to FILE once the site answers, and serves until it is told to stop. Its time is that of
the tests, and goes on.
"""

import json
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import time_machine
from django.core.wsgi import get_wsgi_application

from tests.browser.moment import MORNING


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name it has in the standard library
        """The browser says what went wrong."""


def main(port: int, ready: Path) -> None:
    with time_machine.travel(MORNING):
        application = get_wsgi_application()
        from tests.browser.population import fill  # noqa: PLC0415  Django must be set up first

        places = fill()
        with make_server("127.0.0.1", port, application, server_class=Server, handler_class=Quiet) as server:
            draft = ready.with_suffix(".draft")
            draft.write_text(json.dumps(places))
            draft.replace(ready)
            server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
