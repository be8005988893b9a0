"""Commands run as a person runs them: another process, the embedded settings, a data folder of its own."""

import os
import socket
import subprocess
import sys
from pathlib import Path

PATIENCE = 300  # seconds: a command that is still running then is stuck
ROOT = Path(__file__).resolve().parents[2]
DEV = "lms_onboarding.config.settings.dev"


def environment(*, data_dir: Path, **extra: str) -> dict[str, str]:
    """The environment of a command: nothing of the test run leaks in but the database and broker it was given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LMSO_TEST", "PYTEST", "DEMO"))}
    return kept | {"DJANGO_SETTINGS_MODULE": DEV, "DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"} | extra


def arguments(*words: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *words]


def run(*words: str, data_dir: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run `./manage.py WORDS` to its end, `extra` in its environment; the output is kept, the status not checked."""
    return subprocess.run(
        arguments(*words),
        env=environment(data_dir=data_dir, **extra),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def start(*words: str, data_dir: Path, log: Path, **extra: str) -> subprocess.Popen[bytes]:
    """Start `./manage.py WORDS` in a session of its own, its output going to `log`. The caller stops it."""
    with log.open("wb") as output:
        return subprocess.Popen(
            arguments(*words),
            env=environment(data_dir=data_dir, **extra),
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
