"""A session of some learners that was released: their papers wait to be drawn, and their mails to be queued."""

import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import Standing, read, verify_file
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.offboarding.models import Paper
from lms_onboarding.offboarding.services import Signer, release
from lms_onboarding.sessions.models import Session
from tests.benchmarks.ended import CODE, EVENING, fill

from .populations import Population
from .storage import STOPPED

NIGHT: Final = EVENING + timedelta(minutes=5)
MORNING: Final = EVENING + timedelta(hours=15)
STEPS: Final = ("award_badges", "ask_self_assessments", "issue_papers", "tell_learners", "tell_partners")


def _release(count: int, _now: datetime) -> None:
    fill(count)
    signer = Signer(name="Claire Fontaine", quality="directrice", place="Nantes")
    release(Session.objects.get(code=CODE), signer, by="user/3", now=EVENING)


RELEASED = Population(_release, lambda count: dict.fromkeys(("attestation", "bilan", "certificate"), count))


def stop(**_asked: object) -> None:
    """Stands where a step of the closing would begin: says so, and waits to be killed."""
    with (Path(settings.DATA_DIR) / STOPPED).open("a") as log:
        log.write("closing\n")
    time.sleep(600)


def said() -> dict[str, Any]:
    """What the database says: papers without their document, documents by kind and how they verify, mails."""
    documents = list(IssuedDocument.objects.select_related("blob"))
    return {
        "waiting": Paper.objects.filter(document__isnull=True).count(),
        "documents": Counter(one.kind for one in documents),
        "authentic": sum(verify_file(read(one.blob), now=MORNING).standing is Standing.AUTHENTIC for one in documents),
        "mails": Counter(OutgoingMail.objects.values_list("message", "state")).most_common(),
        "message_ids": list(OutgoingMail.objects.values_list("message_id", flat=True)),
    }
