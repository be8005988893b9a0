"""Anonymous answers kept in an order that tells nothing."""

import random
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from lms_onboarding.surveys.enums import Naming
from lms_onboarding.surveys.models import Invitation, Response
from lms_onboarding.surveys.rules import Answer


def add_unnamed(invitation: Invitation, answers: Mapping[str, Answer]) -> None:
    """Add one answer, then write all those it will be read with again, in a new order and under new keys.

    A table keeps the order of its insertions, whatever its keys: put beside the days on which people answered, the
    last row would be the last person's. The caller holds the transaction.
    """
    add_all_unnamed(invitation.version_id, invitation.group, [(dict(answers), invitation.occasion)])


def add_all_unnamed(version: int, group: str, answers: Sequence[tuple[dict[str, Any], str]]) -> None:
    """The same for several of one group: (answers, occasion)."""
    rows = Response.objects.filter(version=version, group=group, naming=Naming.ANONYMOUS)
    earlier = list(rows.select_for_update().values_list("answers", "occasion"))
    fresh = [
        Response(
            pk=uuid.uuid4(),
            version_id=version,
            group=group,
            occasion=occasion,
            naming=Naming.ANONYMOUS,
            answers=kept,
        )
        for kept, occasion in [*earlier, *answers]
    ]
    random.SystemRandom().shuffle(fresh)
    rows.delete()
    Response.objects.bulk_create(fresh)
