"""A worker that imports a large file, to be killed: `./manage.py shell -c "from tests.faults.importer import …"`."""

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.contrib.auth import get_user_model

from lms_onboarding.enrolments.importing import running
from lms_onboarding.enrolments.models import Enrolment, ImportBatch
from lms_onboarding.enrolments.models.import_draft import SMALL
from lms_onboarding.enrolments.services import keep_draft, order_import, work_on_files
from lms_onboarding.enrolments.services.working import LEASE, DraftLog
from lms_onboarding.people.models import Person
from tests.factories.people import provider
from tests.factories.sessions import SessionFactory

ROWS, BATCH, CODE = 60, 20, "LMS-ADMIN-2026-12"
NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
STOPPED = "stopped"


def begin() -> None:
    """Order the import of sixty rows, write the first batch, say so, and wait to be killed."""
    provider()
    SessionFactory(code=CODE, opened=True)
    rows = [f"Nom{n};Prénom;p{n}@exemple.fr;{CODE};Maison {n};{'x' * 3_000}" for n in range(ROWS)]
    content = "\n".join(["Nom;Prénom;Courriel;Session;Entreprise;Commentaire", *rows]).encode()
    assert len(content) > SMALL
    owner = get_user_model().objects.create(email="awa@exemple.fr")
    draft = keep_draft(content, "grand.csv", owner_id=owner.pk, now=NOW)
    work_on_files(clock=lambda: NOW, seconds=60)
    order_import(draft, by="user/1", now=NOW)

    def advanced(_log: DraftLog, _rows: int) -> None:
        (Path(settings.DATA_DIR) / STOPPED).touch()
        time.sleep(600)

    with patch.object(running, "BATCH", BATCH), patch.object(DraftLog, "advanced", advanced):
        work_on_files(clock=lambda: NOW, seconds=60)


def go_on() -> None:
    """What another worker finds, then what it leaves once the lease of the dead is over."""
    said = [f"found {Enrolment.objects.count()} {ImportBatch.objects.count()}"]
    with patch.object(running, "BATCH", BATCH):
        said.append(f"held {work_on_files(clock=lambda: NOW, seconds=60)}")
        said.append(f"done {work_on_files(clock=lambda: NOW + LEASE + timedelta(seconds=1), seconds=60)}")
    people = Person.objects.filter(last_name__startswith="Nom").count()
    said.append(f"left {Enrolment.objects.count()} {people}")
    sys.stdout.write("\n".join(said) + "\n")
