"""The databases of faults, and the table of what they cost."""

import pytest

from tests.faults import table
from tests.faults.post import DATABASES


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_database")
    return url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if table.COSTS:
        terminalreporter.section("faults")
        for line in table.lines():
            terminalreporter.write_line(line)
