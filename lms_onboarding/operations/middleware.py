"""Each request has a name, given by the proxy or by us, that its log lines and its answer carry."""

import re
import secrets
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from .logs import REQUEST

HEADER: Final = "X-Request-ID"
_NAME: Final = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)


class RequestName:
    """A name that is not of the usual form is not believed: it would be written as it is in the logs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        name = given if _NAME.fullmatch(given) else secrets.token_hex(8)
        token = REQUEST.set(name)
        try:
            response = self.get_response(request)
        finally:
            REQUEST.reset(token)
        response.headers[HEADER] = name
        return response
