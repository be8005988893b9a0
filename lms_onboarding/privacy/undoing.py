"""What the undoing of an import finds here: somebody who asked for their data is not erased on the way."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from .models import DataRequest


def held(people: Sequence[int]) -> dict[int, str]:
    """People who asked for their data."""
    asked = DataRequest.objects.filter(person__in=list(people)).values_list("person", flat=True)
    return dict.fromkeys(asked, _("cette personne a demandé ses données"))
