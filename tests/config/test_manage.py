"""`./manage.py`, as a newcomer types it: no environment was activated."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BARE = Path(sys.base_prefix) / "bin" / "python3"


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    script = shutil.copy(ROOT / "manage.py", folder)
    command = [str(BARE), "-I", "-S", script, *words]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)


def test_the_environment_of_make_setup_takes_over(tmp_path: Path) -> None:
    own = tmp_path / ".venv" / "bin" / "python"
    own.parent.mkdir(parents=True)
    own.write_text('#!/bin/sh\necho "own: $*"\n')
    own.chmod(0o755)
    done = _run(tmp_path, "demo", "--no-serve")
    assert done.stdout == f"own: {tmp_path / 'manage.py'} demo --no-serve\n"


def test_before_make_setup_a_sentence_says_what_to_do(tmp_path: Path) -> None:
    done = _run(tmp_path, "demo")
    assert done.returncode == 1
    assert "make setup" in done.stderr
    assert "Traceback" not in done.stderr
