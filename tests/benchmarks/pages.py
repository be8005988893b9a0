"""A page of a learner against the base template served bare: CPU of this process per request, and queries.

Requests go through the whole WSGI application, middleware and session included, in turn with the bare ones, so that
both meet the same machine. The median of each is kept.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any, Final

from .measure import Measure, against_bar, against_floor, say

if TYPE_CHECKING:
    from .learners import Learner

LIMIT: Final = 2.5
QUERIES: Final = 15
ROUNDS: Final = 200
WARM: Final = 20
FEW: Final = 3  # lessons
MANY: Final = 300
ENROLMENTS: Final = 5
BARE: Final = "/bare/"


@contextmanager
def application() -> Iterator[Any]:
    """The project as a server loads it, with the bare page, on the clock of these benchmarks."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415  Django must be set up first
    from django.test import override_settings  # noqa: PLC0415

    with override_settings(ROOT_URLCONF="tests.benchmarks.bare_urls", LMSO_CLOCK="tests.benchmarks.learners.now"):
        yield get_wsgi_application()


@dataclass
class Counter:
    """How many queries ran while it was installed."""

    count: int = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        self.count += 1
        return execute(*arguments)


class Browser:
    """Sends the same request again and again to the application that a server would call."""

    def __init__(self, application: Any, learner: "Learner") -> None:
        self._application = application
        self._cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in learner.client.cookies.items())

    def get(self, path: str) -> bytes:
        from django.test import RequestFactory  # noqa: PLC0415  Django must be set up first

        environ = RequestFactory().get(path, HTTP_COOKIE=self._cookies, HTTP_HOST="127.0.0.1").environ
        statuses: list[str] = []
        start = process_time()
        response = self._application(environ, lambda status, _headers: statuses.append(status))
        content = b"".join(response)
        response.close()
        self.seconds = process_time() - start
        assert statuses == ["200 OK"], f"{path}: {statuses}"
        return content

    def queries(self, path: str) -> int:
        from django.db import connection  # noqa: PLC0415  Django must be set up first

        counter = Counter()
        with connection.execute_wrapper(counter):
            self.get(path)
        return counter.count


def measured(name: str, path: str, browser: Browser, *, says: str) -> Measure:
    """`path` against the bare page, in turn; `says` is what the page must hold, for it to be the page."""
    assert says in browser.get(path).decode(), f"{path} does not say {says}"
    times: dict[str, list[float]] = {path: [], BARE: []}
    for number in range(WARM + ROUNDS):
        for one, spent in times.items():
            browser.get(one)
            if number >= WARM:
                spent.append(browser.seconds)
    value, floor = median(times[path]), median(times[BARE])
    say(f"  {name}: {value * 1000:.2f} ms of CPU, bare {floor * 1000:.2f} ms")
    return against_floor(name, value=value * 1000, floor=floor * 1000, limit=LIMIT, unit="ms")


def counted(name: str, addresses: Callable[[], Iterator[tuple[str, str, Browser]]]) -> Measure:
    """Queries of the same page in several settings: the same number in all, and no more than `QUERIES`."""
    found: dict[str, int] = {}
    for setting, path, browser in addresses():
        browser.get(path)  # what a first visit alone writes is not counted
        found[setting] = browser.queries(path)
    say(f"  {name}: " + ", ".join(f"{count} queries with {setting}" for setting, count in found.items()))
    assert len(set(found.values())) == 1, f"the number of queries follows the population: {found}"
    return against_bar(f"{name}_queries", value=max(found.values()), bar=QUERIES, unit="queries")
