"""docs/deploy.md, done: the documented nginx file, gunicorn, a worker, a beat, PostgreSQL, Redis, a dump put back."""

import json
import re
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.deploy.site import HOST, Site, environment, running
from tests.support import databases

pytestmark = [pytest.mark.services("postgres", "redis", "nginx", "pg_dump")]


def test_the_documented_site_serves_and_its_dump_comes_back(tmp_path: Path, postgres_database: str) -> None:
    with running(tmp_path, postgres_database) as site:
        _serves(site)
        _logs_open_nothing(site)
    _dump_comes_back(site, postgres_database)


def _serves(site: Site) -> None:
    page = site.get("/compte/connexion/", X_Forwarded_Proto="http", X_Request_ID="forged-by-a-visitor")
    assert page.status == 200
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    assert re.fullmatch(r"[0-9a-f]{32}", page.headers["X-Request-ID"]), "nginx names the request, not the visitor"
    sheet = re.search(r'href="(/static/lmso/app[^"]+\.css)"', page.text)
    assert sheet
    style = site.get(sheet.group(1))
    assert (style.status, style.headers["Cache-Control"]) == (200, "max-age=31536000")
    assert [site.get(path).status for path in ("/metrics", "/readyz", "/healthz")] == [403, 403, 200]
    ready = json.loads(site.ask("/readyz").text)
    assert {name for name, one in ready.items() if one["ok"]} == {"database", "broker", "storage", "calendar"}
    moved = site.get_plain("/portail/?a=b")
    assert (moved.status, moved.headers["Location"]) == (301, f"https://{HOST}/portail/?a=b")
    assert site.get("/admin/login/").headers["Location"].startswith("/compte/connexion/")


def _logs_open_nothing(site: Site) -> None:
    site.get("/l/12-unsecretquiouvreuneporte/?next=unsecret")
    end = time.monotonic() + 10  # nginx writes its line once the answer has left
    while "/l/masked" not in (said := site.said()) and time.monotonic() < end:
        time.sleep(0.1)
    assert "/l/masked" in said
    assert "unsecret" not in said


def _dump_comes_back(site: Site, url: str) -> None:
    dump = site.folder / "lms.dump"
    subprocess.run([_tool("pg_dump"), "--format=custom", f"--file={dump}", url], check=True)
    with databases.postgres() as other:
        restore = [_tool("pg_restore"), "--no-owner", "--exit-on-error", f"--dbname={other}", str(dump)]
        subprocess.run(restore, check=True)
        assert urlsplit(other).path != urlsplit(url).path
        back = Site(site.folder, other)
        assert back.manage("migrate", "--check").returncode == 0
        assert back.manage("verify_seals").returncode == 0


def _tool(name: str) -> str:
    found = shutil.which(name)
    assert found
    return found


def test_the_environment_of_the_page_is_whole(tmp_path: Path) -> None:
    """Every variable that production refuses to do without is in the page a deployer copies from."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "deploy.md").read_text()
    for name in environment(tmp_path, "postgres:///lms"):
        if name.isupper() and not name.startswith(("PYTHON", "SEAL_MADE", "EMAIL_BACKEND")) and f"{name}=" not in page:
            assert name not in {
                "SECRET_KEY",
                "LINKS_KEY",
                "ACCOUNTS_KEY",
                "BADGES_KEY",
                "SEAL_FILE",
                "ALLOWED_HOSTS",
            }, name
