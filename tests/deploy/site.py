"""The site as docs/deploy.md installs it: nginx, gunicorn, a worker and a beat, on PostgreSQL and Redis."""

import contextlib
import http.client
import os
import shutil
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support import commands, tools

HOST = "formation.exemple.fr"
CELERY = ("-m", "celery", "--quiet", "--app", "lms_onboarding.config.celery:app")


def environment(folder: Path, database: str) -> dict[str, str]:
    """Production settings, every key its own, nothing of the test run."""
    key = "une-cle-de-test-assez-longue-pour-la-production-{}"
    broker = tools.REDIS_URL
    return commands.environment(data_dir=folder / "data") | {
        "DJANGO_SETTINGS_MODULE": "lms_onboarding.config.settings.production",
        "SECRET_KEY": key.format("des-sessions"),
        "LINKS_KEY": key.format("des-liens"),
        "ACCOUNTS_KEY": key.format("des-comptes"),
        "BADGES_KEY": key.format("des-badges"),
        "SEAL_FILE": str(folder / "seal.pem"),
        "SEAL_MADE": "1",
        "ALLOWED_HOSTS": HOST,
        "BASE_URL": f"https://{HOST}",
        "DATABASE_URL": database,
        "CELERY_BROKER_URL": broker,
        "CACHE_URL": broker,
        "EMAIL_BACKEND": "lms_onboarding.mailing.backends.FolderBackend",
        "PYTHONPATH": str(commands.ROOT),
    }


def certificate(folder: Path) -> None:
    """A certificate that nobody signed, for the length of a test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    start = datetime.now(tz=UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=3))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    (folder / "certificate.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))


def nginx_file(folder: Path, *, https: int, http: int, gunicorn: int) -> Path:
    """The documented file, on ports and folders of one's own. Raises AssertionError when it no longer says them."""
    text = (commands.ROOT / "docs" / "deploy" / "nginx.conf").read_text()
    for documented, own in (
        ("listen 80 ", f"listen 127.0.0.1:{http} "),
        ("listen 443 ", f"listen 127.0.0.1:{https} "),
        ("127.0.0.1:8000", f"127.0.0.1:{gunicorn}"),
        ("/etc/ssl/lms", str(folder)),
        ("/srv/lms/static", str(folder / "data" / "static")),
        ("/var/log/nginx", str(folder)),
        ("/run/nginx.pid", str(folder / "nginx.pid")),
    ):
        assert documented in text, documented
        text = text.replace(documented, own)
    path = folder / "nginx.conf"
    path.write_text(text)
    return path


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    text: str


class Site:
    """`get` asks nginx as a browser does; `ask` asks gunicorn as somebody inside does."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.environment = environment(folder, database)
        self.https, self.http, self.inside = (commands.free_port() for _ in range(3))
        self.parts: dict[str, subprocess.Popen[bytes]] = {}

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "django", *words],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=commands.PATIENCE,
            check=False,
        )

    def start(self) -> None:
        certificate(self.folder)
        self.manage("collectstatic", "--noinput", "-v0").check_returncode()
        python = [sys.executable]
        wsgi = ["-m", "gunicorn", "lms_onboarding.config.wsgi", "--bind", f"127.0.0.1:{self.inside}", "--workers", "2"]
        self._run("gunicorn", [*python, *wsgi, "--no-control-socket"])
        self._run("worker", [*python, *CELERY, "worker", "--pool", "threads", "--concurrency", "2"])
        self._run("beat", [*python, *CELERY, "beat"])
        nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
        conf = nginx_file(self.folder, https=self.https, http=self.http, gunicorn=self.inside)
        own = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"  # a folder that this user alone reads
        self._run("nginx", [nginx, "-p", str(self.folder), "-c", str(conf), "-g", own])

    def _run(self, name: str, command: list[str]) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.parts[name] = subprocess.Popen(
                command, env=self.environment, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )

    def wait(self, patience: float = 120.0) -> None:
        """Until the site says it is ready. Raises TimeoutError with what the parts said."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("/readyz").status == 200:
                    return
            time.sleep(0.3)
        raise TimeoutError(self.said()[-8000:])

    def said(self) -> str:
        """Every log: those of the parts, and nginx's own."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    def get(self, path: str, **headers: str) -> Answer:
        context = ssl._create_unverified_context()  # noqa: S323  a certificate nobody signed
        link = http.client.HTTPSConnection("127.0.0.1", self.https, context=context, timeout=30)
        return _answer(link, path, {"Host": HOST} | {name.replace("_", "-"): value for name, value in headers.items()})

    def get_plain(self, path: str) -> Answer:
        """Without https."""
        return _answer(http.client.HTTPConnection("127.0.0.1", self.http, timeout=30), path, {"Host": HOST})

    def ask(self, path: str) -> Answer:
        return _answer(http.client.HTTPConnection("127.0.0.1", self.inside, timeout=30), path, {"Host": HOST})

    def stop(self) -> None:
        for process in self.parts.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.parts.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _answer(link: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> Answer:
    with contextlib.closing(link):
        link.request("GET", path, headers=headers)
        response = link.getresponse()
        return Answer(response.status, response.headers, response.read().decode())


@contextlib.contextmanager
def running(folder: Path, database: str) -> Iterator[Site]:
    site = Site(folder, database)
    try:
        site.start()
        site.wait()
        yield site
    finally:
        site.stop()
