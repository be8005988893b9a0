"""Anonymous answers kept in an order that tells nothing."""

import random
import uuid
from collections.abc import Mapping

from lms_onboarding.surveys.enums import Naming
from lms_onboarding.surveys.models import Invitation, Response
from lms_onboarding.surveys.rules import Answer


def add_unnamed(invitation: Invitation, answers: Mapping[str, Answer]) -> None:
    """Add one answer, then write all those it will be read with again, in a new order and under new keys.

    A table keeps the order of its insertions, whatever its keys: put beside the days on which people answered, the
    last row would be the last person's. The caller holds the transaction.
    """
    group = Response.objects.filter(version=invitation.version, group=invitation.group, naming=Naming.ANONYMOUS)
    earlier = list(group.select_for_update().values_list("answers", "occasion"))
    rows = [
        Response(
            pk=uuid.uuid4(),
            version=invitation.version,
            group=invitation.group,
            occasion=occasion,
            naming=Naming.ANONYMOUS,
            answers=kept,
        )
        for kept, occasion in [*earlier, (dict(answers), invitation.occasion)]
    ]
    random.SystemRandom().shuffle(rows)
    group.delete()
    Response.objects.bulk_create(rows)
