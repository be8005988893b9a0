"""Opening the space of learners: pulled from the confirmed enrolments of people who have no account yet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.common.tabular import email_key
from lms_onboarding.enrolments.models import Enrolment, EnrolmentQuerySet
from lms_onboarding.journal.services import Fact, record_many
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue_many
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.people.services import mail_identity, provider

from .models import User

LEARNER_INVITATION: Final = "account.invitation"
INVITATION_KEY: Final = "account-invitation/"
BATCH: Final = 500


def open_accounts(*, now: datetime) -> int:
    """An account and its invitation for each learner who has none; how many were opened or tied.

    No password: the address and a code are the key. Somebody who has an account at this very address keeps it, and
    receives nothing. Without a provider's name nothing leaves: nobody would know who writes.
    """
    organisation = provider()
    if not organisation.name:
        return 0
    opened = 0
    while count := _open_some(organisation, now):
        opened += count
    _follow_addresses(organisation, now=now)
    _open_for_the_disability_referent(organisation, now=now)
    return opened


def why_not_invite_learner(mail: OutgoingMail, *, now: datetime) -> str:
    """Asked again when the invitation is about to leave: the reason to hold it back, or an empty string."""
    pk = int(mail.key.removeprefix(INVITATION_KEY).split("/")[0])
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None:
        return _("Le compte n’existe plus.")
    if user.last_login:
        return _("Le compte a déjà servi.")
    return "" if _waiting(now).filter(person__account=pk).exists() else _("Aucune inscription n’est plus ouverte.")


def _waiting(now: datetime) -> EnrolmentQuerySet:
    """Confirmed, in a session that stands and is not over: those for whom a space is of use."""
    not_over = Q(session__ends_at__isnull=True) | Q(session__ends_at__gt=now)
    return Enrolment.objects.confirmed().in_standing_sessions().filter(not_over)


def _open_some(organisation: ProviderSettings, now: datetime) -> int:
    """One batch of people, in a number of queries that does not depend on its size."""
    with transaction.atomic():
        tied = _keys().filter(person__isnull=False).values("key")  # the account of an address is somebody else’s
        without = Person.objects.filter(account__isnull=True).exclude(email_key__in=tied)
        people = list(
            without.filter(Exists(_waiting(now).filter(person=OuterRef("pk"))))
            .select_for_update(of=("self",), skip_locked=True)
            .order_by("pk")[:BATCH]
        )
        if not people:
            return 0
        keys = [one.email_key for one in people]
        known = {email_key(account.email): account for account in _keys().filter(key__in=keys)}
        made = {one.email_key: _account(one, now) for one in people if one.email_key not in known}
        User.objects.bulk_create(made.values())
        for person in people:
            person.account = (known | made)[person.email_key]
        Person.objects.bulk_update(people, ["account"])
        _invite([person for person in people if person.email_key in made], organisation, now)
    return len(people)


def _open_for_the_disability_referent(organisation: ProviderSettings, *, now: datetime) -> None:
    """Private requests are read after signing in: who they are addressed to must be able to. It gives no right, and
    no mail leaves: the one that says a request waits says how to sign in."""
    person = organisation.disability_referent
    if person is None or person.account_id is not None:
        return
    with transaction.atomic():
        account = _keys().filter(key=person.email_key).first()
        if account is not None and Person.objects.filter(account=account).exists():
            return  # somebody else’s
        if account is None:
            account = _account(person, now)
            account.invitation_no = 0
            account.save(force_insert=True)
        Person.objects.filter(pk=person.pk, account__isnull=True).update(account=account)
        record_many([Fact("account.opened", f"user/{account.pk}", occurred_at=now, actor="system")], now=now)


def _account(person: Person, now: datetime) -> User:
    names = {"first_name": person.first_name, "last_name": person.last_name}
    user = User(email=person.email, date_joined=now, invitation_no=1, **names)
    user.set_unusable_password()
    return user


def _follow_addresses(organisation: ProviderSettings, *, now: datetime) -> None:
    """A corrected address is the new key of a learner’s account; who never came in is invited there again.

    Accounts of the team are changed by hand: what they open is worth more than one person’s lessons.
    """
    behind = (
        Person.objects.filter(account__isnull=False, account__is_staff=False, account__is_superuser=False)
        .filter(account__groups__isnull=True, account__user_permissions__isnull=True)
        .annotate(login=Lower("account__email"))
        .exclude(login=F("email_key"))
    )
    with transaction.atomic():
        people = list(behind.select_related("account").order_by("pk")[:BATCH])
        if not people:
            return
        taken = set(_keys().filter(key__in=[one.email_key for one in people]).values_list("key", flat=True))
        moved = [person for person in people if person.email_key not in taken]
        for person in moved:
            account = cast(User, person.account)
            account.email = person.email
            account.invitation_no += account.last_login is None
        User.objects.bulk_update([cast(User, person.account) for person in moved], ["email", "invitation_no"])
        _invite([person for person in moved if cast(User, person.account).last_login is None], organisation, now)


def _keys() -> Any:
    return User.objects.annotate(key=Lower("email"))


def _invite(people: Sequence[Person], organisation: ProviderSettings, now: datetime) -> None:
    places: dict[int, Enrolment] = {}
    found = _waiting(now).filter(person__in=people).select_related("session__course", "session__referent")
    for place in found.order_by("session__starts_at", "pk"):
        places.setdefault(place.person_id, place)
    invited = [person for person in people if person.pk in places]
    queue_many([_draft(person, places[person.pk], organisation, now) for person in invited], now=now)
    facts = [
        Fact(
            "account.invited",
            f"user/{person.account_id}",
            occurred_at=now,
            actor="system",
            codes={"invitation": cast(User, person.account).invitation_no, "enrolment": places[person.pk].pk},
        )
        for person in invited
    ]
    record_many(facts, now=now)


def _draft(person: Person, place: Enrolment, organisation: ProviderSettings, now: datetime) -> Draft:
    session = place.session
    referent = session.referent or organisation.pedagogical_referent
    return Draft(
        key=f"{INVITATION_KEY}{person.account_id}/{cast(User, person.account).invitation_no}",
        message=LEARNER_INVITATION,
        recipient=Recipient(person.email, person.full_name, person.key),
        about=place.key,
        due_at=now,
        variables={
            **mail_identity(organisation),
            "learner_first_name": person.first_name or person.full_name,
            "course_title": str(session.programme.get("title") or session.course.title),
            "access_url": settings.LMSO_BASE_URL + reverse("account_login"),
            "referent_name": referent.full_name if referent else organisation.name,
            "referent_email": referent.email if referent else organisation.email,
        },
        window=organisation.window,
        from_name=organisation.name,
        reply_to=referent.email if referent else organisation.email,
    )
