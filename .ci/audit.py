"""Known vulnerabilities of the pinned versions, as `make audit` prints them.

pip-audit calls "not found" what its source merely did not answer for; a result that audited nothing must not read as
a clean one. Exit status: 1 when a vulnerability is known, 0 otherwise, "unavailable" included.
"""

import json
import subprocess
import sys
from typing import Any

COMMAND = ["-m", "pip_audit", "--requirement", "constraints.txt", "--no-deps", "--disable-pip", "--format", "json"]


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


def _answer() -> list[dict[str, Any]]:
    """One row per pinned package, or none when the source could not be reached."""
    run = subprocess.run(  # noqa: S603  our own interpreter, with fixed arguments
        [sys.executable, *COMMAND, "--progress-spinner", "off"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    try:
        rows: list[dict[str, Any]] = json.loads(run.stdout)["dependencies"]
    except (ValueError, KeyError):
        return []
    return rows


def main() -> int:
    try:
        rows = _answer()
    except subprocess.TimeoutExpired:
        rows = []
    audited = [row for row in rows if "skip_reason" not in row]
    if not audited:
        _say("unavailable: the advisory source cannot be reached from here, nothing was audited")
        return 0
    known = [(row, flaw) for row in audited for flaw in row["vulns"]]
    for row, flaw in known:
        mended = ", ".join(flaw["fix_versions"]) or "no release yet"
        _say(f"{row['name']} {row['version']}: {flaw['id']}, mended in {mended}")
    _say(f"{len(audited)} of {len(rows)} pinned packages audited, {len(known)} known vulnerabilities")
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main())
