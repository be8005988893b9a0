"""What the undoing of an import finds here: an account opened for a learner who never came in goes with the person."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lms_onboarding.people.models import Person

from .models import User


def held(people: Sequence[int]) -> dict[int, str]:
    """People who have signed in."""
    used = Person.objects.filter(pk__in=list(people), account__last_login__isnull=False)
    return dict.fromkeys(used.values_list("pk", flat=True), _("cette personne s’est déjà connectée"))


def release(people: Sequence[int]) -> None:
    """Close the accounts of these learners; one that holds a right in the team stays, without the person."""
    owners = Person.objects.filter(pk__in=list(people), account__isnull=False)
    accounts = list(owners.values_list("account", flat=True))
    owners.update(account=None)
    learners = User.objects.filter(pk__in=accounts, last_login__isnull=True, is_staff=False, is_superuser=False)
    learners.filter(groups__isnull=True, user_permissions__isnull=True).delete()
