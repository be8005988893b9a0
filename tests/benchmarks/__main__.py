"""`make bench`: every benchmark in a process of its own, a table, and var/bench.json.

BENCH_SCALE shrinks the populations (1 by default); BENCH_ONLY names one benchmark.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from .databases import bench_database
from .measure import Measure, hand_over, read_back, say, table

BENCHMARKS = (
    *("welcome_sweep", "kit_delivery", "learner_home", "lesson_page"),
    *("survey_analysis", "bilan_pdf", "release_session"),
    *("followup_sweep", "alert_open", "alert_queue"),
    "badges",
    *("matrix", "export_session", "export_zip"),
    *("login_code", "permission_checks"),
)
OUTPUT = Path(os.environ.get("DATA_DIR") or "var") / "bench.json"


def main() -> int:
    only = os.environ.get("BENCH_ONLY")
    measures: list[Measure] = []
    for name in [one for one in BENCHMARKS if only in (None, one)]:
        say(f"{name}…")
        measures += _run(name)
    hand_over(measures, OUTPUT)
    say(table(measures))
    return 0 if all(one.holds for one in measures) else 1


def _run(name: str) -> list[Measure]:
    with tempfile.TemporaryDirectory(prefix="lmso-bench-") as folder, bench_database(Path(folder)) as database:
        result = Path(folder) / "result.json"
        environment = os.environ | {
            "DATABASE_URL": database,
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "lms_onboarding.config.settings.dev",
            "BENCH_RESULT": str(result),
        }
        environment.pop("DEMO", None)
        subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], env=environment, check=True)
        return read_back(result)


if __name__ == "__main__":
    raise SystemExit(main())
