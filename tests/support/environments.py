"""Environments of their own, for software that our tests meet and that must not live among our dependencies."""

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import tools


def python_with(config: pytest.Config, requirement: str) -> Path:
    """A Python where `requirement` (« canaille[oidc]==0.3.6 ») is installed; made once and kept. Without a package
    index the test is skipped, or fails where every tool is required."""
    assert config.cache is not None
    name = "".join(letter if letter.isalnum() or letter in ".-" else "-" for letter in requirement)
    folder = config.cache.mkdir(name)
    python = folder / "bin" / "python"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=120)
            install = [str(python), "-m", "pip", "install", "-q", "--retries", "1", "--timeout", "20", requirement]
            made = subprocess.run(install, capture_output=True, text=True, check=False, timeout=600)
            if made.returncode:
                said = made.stderr.strip().splitlines() or ["pip failed"]
                _unavailable(requirement, said[-1])
            (folder / "ready").touch()
    return python


def _unavailable(requirement: str, cause: str) -> None:
    reason = f"{requirement} could not be installed in its own environment: {cause}"
    if tools.ALL_REQUIRED:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
