"""`./manage.py up`: the whole product on one machine, in one process group."""

import ipaddress
import os
import shutil
import socket
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from lms_onboarding.config import supervision
from lms_onboarding.demo.models import DemoState

DEFAULT_BIND = "127.0.0.1:8000"


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def parse_bind(text: str) -> Address:
    """« 127.0.0.1:8000 », « [::1]:8000 », « localhost:8000 ». Raises CommandError with the way to mend it."""
    host, separator, port = text.rpartition(":")
    if not (separator and host and port.isascii() and port.isdecimal() and int(port) <= 65_535):
        raise CommandError(f"« {text} » n’est pas une adresse : écrivez ADRESSE:PORT, par exemple {DEFAULT_BIND}.")
    return Address(host.strip("[]"), int(port))


class Command(BaseCommand):
    help = "Sert le site : migrations, gunicorn, un worker Celery et son calendrier, dans un seul groupe de processus."
    requires_system_checks: Any = "__all__"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default=DEFAULT_BIND, help=f"ADRESSE:PORT ({DEFAULT_BIND} par défaut).")
        parser.add_argument("--skip-migrate", action="store_true", help="La base est déjà à jour.")

    def handle(self, *_args: Any, **options: Any) -> None:
        address = parse_bind(options["bind"])
        if settings.DEMO:
            self._require_loopback(address)
        self._require_free(address)
        if not options["skip_migrate"]:
            call_command("migrate", verbosity=0, interactive=False)
        environment = dict(os.environ)
        if settings.DEMO or self._is_demonstration():
            # its worker and site go on from the last day played, whoever starts them
            self._require_loopback(address)
            environment["DEMO"] = "1"
            self.stdout.write("Base de démonstration : heure simulée, courriers gardés dans un dossier.")
        call_command("collectstatic", verbosity=0, interactive=False)
        if settings.LMSO_METRICS_TOKEN:
            environment["PROMETHEUS_MULTIPROC_DIR"] = str(self._metrics_folder())
        connections.close_all()
        self.stdout.write(f"Le site s’ouvre sur http://{address}/ (arrêt : Ctrl-C).")
        self.stdout.flush()
        self._run(address, environment)
        self.stdout.write("Tout est arrêté.")

    def _run(self, address: Address, environment: dict[str, str]) -> None:
        try:
            supervision.run([_web(address), _worker()], environment=environment)
        except supervision.PartDied as death:
            raise CommandError(
                f"{death.name} s’est arrêté de lui-même (code {death.status}) : tout a été arrêté. "
                "Les lignes au-dessus disent pourquoi ; relancez ensuite ./manage.py up."
            ) from death

    def _metrics_folder(self) -> Path:
        """Where web processes count together, empty at each start: their counts die with them."""
        folder = Path(settings.DATA_DIR) / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def _is_demonstration(self) -> bool:
        # production settings know no demonstration, whatever the database holds
        return settings.LMSO_DEMO_ALLOWED and DemoState.objects.exists()

    def _require_loopback(self, address: Address) -> None:
        if not address.is_loopback:
            raise CommandError(
                f"La démonstration montre ses comptes et ses courriers à qui la visite : elle refuse {address}. "
                f"Gardez une adresse de cette machine, par exemple {DEFAULT_BIND}."
            )

    def _require_free(self, address: Address) -> None:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address.host, address.port))
            except OSError as error:
                raise CommandError(
                    f"Impossible d’ouvrir {address} : {error.strerror}. Arrêtez ce qui occupe ce port, "
                    f"ou choisissez-en un autre : ./manage.py up --bind 127.0.0.1:8001."
                ) from error


def _web(address: Address) -> supervision.Part:
    command = ["-m", "gunicorn", "lms_onboarding.config.wsgi:application", "--bind", str(address)]
    size = ["--workers", os.environ.get("WEB_WORKERS", "1"), "--threads", os.environ.get("WEB_THREADS", "4")]
    return supervision.Part(
        "gunicorn", [*command, *size, "--graceful-timeout", "10", "--no-control-socket", "--log-level", "warning"]
    )


def _worker() -> supervision.Part:
    # celery warns root for the sake of pickled messages; ours are JSON and hold nothing but keys
    quiet = ["-W", "ignore:You're running the worker with superuser", "-m", "celery", "--quiet"]
    command = [*quiet, "--app", "lms_onboarding.config.celery:app", "worker", "--beat"]
    size = ["--pool", "threads", "--concurrency", os.environ.get("WORKER_THREADS", "4"), "--loglevel", "WARNING"]
    return supervision.Part(
        "le worker Celery", [*command, *size, "--without-gossip", "--without-mingle", "--without-heartbeat"]
    )
