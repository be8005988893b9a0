"""What follows an import on the screen: taking it back, and looking at a large file while the worker reads it."""

from typing import Any

import pytest
from django.test import Client

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.tasks import work
from tests.enrolments.conftest import sessions  # noqa: F401  a fixture of the room below
from tests.portal.deposits import deposit, heading, text

pytestmark = pytest.mark.usefixtures("sessions", "provider", "fixed_clock")


def test_an_import_is_taken_back_with_one_button_and_given_again(enroller: Client, django_user_model: Any) -> None:
    preview = deposit(enroller)
    result = enroller.post(f"{preview}inscrire/")["Location"]
    assert "Annuler l’import" in text(enroller.get(result).content)
    assert enroller.get(f"{preview}annuler/").status_code == 405
    stranger = Client()
    stranger.force_login(django_user_model.objects.create_user(email="curieux@exemple.fr"))
    assert stranger.post(f"{preview}annuler/").status_code == 403
    assert Enrolment.objects.count() == 3

    for _press in range(2):
        answer = enroller.post(f"{preview}annuler/")
        assert answer["Location"] == result
    page = enroller.get(result)
    assert heading(page.content) == "L’import est annulé"
    assert "Inscriptions retirées 3" in text(page.content)
    assert Enrolment.objects.count() == 0
    assert enroller.get(preview)["Location"] == result

    again = deposit(enroller)
    answer = enroller.post(f"{again}inscrire/")
    assert heading(enroller.get(answer["Location"]).content) == "Trois personnes sont inscrites"


def test_a_large_file_is_followed_while_the_worker_reads_it(enroller: Client) -> None:
    rows = [f"Nom{n};Prénom;p{n}@exemple.fr;LMS-ADMIN-2026-12;{'x' * 3_000}" for n in range(60)]
    preview = deposit(enroller, "grand.csv", "\n".join(["Nom;Prénom;Courriel;Session;Note", *rows]).encode())
    page = enroller.get(preview)
    assert heading(page.content) == "Vérification de votre fichier"
    assert b"data-follow" in page.content
    assert "Voir où il en est" in text(page.content)
    work()
    assert "Les 60 lignes sont bonnes" in text(enroller.get(preview).content)

    result = enroller.post(f"{preview}inscrire/")["Location"]
    assert heading(enroller.get(result).content) == "Inscription en cours"
    assert enroller.get(preview)["Location"] == result
    enroller.post(f"{preview}abandonner/")
    work()
    assert "60 personnes sont inscrites" in text(enroller.get(result).content)
    enroller.post(f"{preview}annuler/")
    assert heading(enroller.get(result).content) == "Annulation de l’import"
    work()
    assert heading(enroller.get(result).content) == "L’import est annulé"
