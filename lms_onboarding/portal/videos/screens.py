"""The pages of a film, as a learner of its role sees them. Nothing that is done to see them stays."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import reverse

from courses.models import LessonPage
from lms_onboarding.common.refusals import Refused
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person

from .scripts import HOME, Film, Screen

CHECK: Final = "check"
ACTOR: Final = ("Inès", "Berthier")


class NothingToFilm(Refused):
    """This database holds no learner of the role, or not the lessons."""


def pages_of(film: Film) -> list[str]:
    """The HTML of each scene. A learner of the database opens the pages, and what that writes is taken back.

    Django's test client, and not a browser: only inside one transaction can an answer be given and never kept.
    Raises NothingToFilm.
    """
    with transaction.atomic():
        found = list(_shown(film))
        transaction.set_rollback(True)
    return found


def _shown(film: Film) -> Iterator[str]:
    base = urlsplit(settings.LMSO_BASE_URL)
    client = Client(SERVER_NAME=base.hostname or "localhost", HTTP_HOST=base.netloc)
    client.force_login(_actor(film))
    for scene in film.scenes:
        yield _open(client, scene.screen)


def _actor(film: Film) -> Any:
    """A learner of the role, under an invented name as long as the transaction lasts: nobody is filmed."""
    enrolments = Enrolment.objects.filter(role=film.audience.value, person__account__isnull=False)
    found = enrolments.select_related("person__account").order_by("-session__starts_at", "pk").first()
    account = found.person.account if found else None
    if found is None or account is None:
        raise NothingToFilm(
            f"Aucun apprenant du rôle {film.audience.label} dans cette base : jouez d’abord la démonstration "
            "(./manage.py demo --no-serve)."
        )
    users, first_name, last_name = get_user_model().objects, *ACTOR
    Person.objects.filter(pk=found.person.pk).update(first_name=first_name, last_name=last_name)
    users.filter(pk=account.pk).update(first_name=first_name, last_name=last_name)
    return users.get(pk=account.pk)


def _open(client: Client, screen: Screen) -> str:
    if screen.page == HOME:
        path = reverse("lmso_portal:home")
    else:
        lesson = LessonPage.objects.live().filter(slug=screen.page).first()
        if lesson is None:
            raise NothingToFilm(
                f"La leçon « {screen.page} » n’est pas publiée ici : chargez le contenu de départ "
                "(./manage.py load_starter_content)."
            )
        path = lesson.get_url() or ""
        if screen.answer:
            _answer(client, lesson, screen)
    response = client.get(path, secure=True)
    if response.status_code != 200:
        raise NothingToFilm(f"La page {path} ne s’ouvre pas (réponse {response.status_code}) pour cet apprenant.")
    return response.content.decode()


def _answer(client: Client, lesson: LessonPage, screen: Screen) -> None:
    """Choose, in the question of the lesson, the answer whose feedback begins as the storyboard says."""
    question = next(block for block in lesson.body if block.block_type == CHECK)
    option = next(one for one in question.value["options"].bound_blocks if _says(one, screen.answer))
    answer = {"block": question.id, "revision": lesson.live_revision_id or "", f"reponse-{question.id}": option.id}
    client.post(reverse("lmso_portal:lesson_check", args=[lesson.pk]), answer, secure=True)


def _says(option: object, words: str) -> bool:
    return str(option.value["feedback"]).startswith(words)  # type: ignore[attr-defined]  # a bound block of Wagtail's
