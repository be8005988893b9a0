"""Somebody with a browser, as far as HTTP goes: cookies, forms, redirects."""

import re
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """Visits one site; `page` is the last page read, `url` where redirects led."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.page = ""
        self.url = base
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        return self._read(self.base + path, None)

    def post(self, path: str, **fields: str) -> str:
        """Post a form of the page just read: it takes the page's CSRF token along."""
        token = _TOKEN.search(self.page)
        sent = {"csrfmiddlewaretoken": token[1] if token else "", **fields}
        return self._read(self.base + path, urlencode(sent).encode())

    def _read(self, url: str, body: bytes | None) -> str:
        with self._opener.open(url, data=body, timeout=60) as response:
            self.page = response.read().decode()
            self.url = response.geturl()
        return self.page
