"""Somebody takes what is held on them: all of it, nobody else's, as it is; never by anybody else, never kept."""

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import storages
from django.test import Client
from time_machine import Traveller

from lms_onboarding.accounts.models import User
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import Order, issue
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver, opt_out
from lms_onboarding.offboarding.models import AlumniMember
from lms_onboarding.people.models import Person
from lms_onboarding.portal.teams import ADMINISTRATOR, REFERENT
from lms_onboarding.privacy.models import DataRequest
from lms_onboarding.privacy.services import NoAccount, ask_for_data
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider", "fixed_clock")]


def learner(name: str, now: Any) -> Person:
    person: Person = PersonFactory(first_name=name, last_name="Berthier", email=f"{name.lower()}@exemple.fr")
    person.account = User.objects.create_user(person.email, first_name=name)
    person.save()
    enrolment = EnrolmentFactory(person=person)
    AlumniMember.objects.create(
        person=person, state="joined", about=f"Je bute, dit {name}", joined_at=now, changed_at=now
    )
    issue(
        Order(key=f"bilan/{person.pk}", kind="bilan", prefix="B", title=f"Bilan de {name}", about=enrolment.key,
              holder_key=person.key, filename="bilan de " + name + "/../{number}.pdf"),
        lambda _number: b"%PDF-1.4 " + name.encode(),
        now=now,
    )  # fmt: skip
    opt_out(person.key, now=now)
    return person


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(User.objects.get(person=person))
    return client


def archive_of(client: Client) -> dict[str, bytes]:
    answer = client.post("/mes-donnees/archive/")
    assert answer.status_code == 200, answer
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_somebody_takes_everything_of_their_own_and_nothing_of_others(now: Any, fixed_clock: Traveller) -> None:
    ines, _tuan = learner("Ines", now), learner("Tuan", now)
    client = signed_in(ines)
    assert "Demander mes données" in client.get("/mes-donnees/").content.decode()
    assert client.post("/mes-donnees/archive/").status_code == 404, "not asked for yet"
    for _twice in range(2):
        assert client.post("/mes-donnees/demander/").status_code == 302
    assert DataRequest.objects.count() == 1

    taken = archive_of(client)
    assert {"donnees.json", "lisez-moi.html"} < taken.keys()
    given = json.loads(taken["donnees.json"])
    titles = {one["titre"]: one for one in given["rubriques"]}
    assert {"Votre identité et vos coordonnées", "Votre compte", "Vos inscriptions", "Vos documents"} <= titles.keys()
    assert all(one["finalite"] for one in given["rubriques"])
    everything = b"".join(taken.values()).decode(errors="replace")
    assert "Je bute, dit Ines" in everything
    assert "Tuan" not in everything
    assert not re.search(r"md5\$|pbkdf2", everything)
    files = [name for name in taken if name.startswith("fichiers/")]
    assert [taken[name] for name in files] == [b"%PDF-1.4 Ines"]
    assert not [name for name in taken if ".." in name or name.startswith("/")]
    page = taken["lisez-moi.html"].decode()
    assert set(re.findall(r'href="([^"]+)"', page)) == set(files)
    verbs = list(Entry.objects.filter(verb__startswith="privacy.").values_list("verb", flat=True))
    assert verbs == ["privacy.data_asked", "privacy.data_taken"]

    fixed_clock.move_to(now + timedelta(days=15))
    assert signed_in(ines).post("/mes-donnees/archive/").status_code == 404, "the fourteen days are over"


def test_a_lost_file_is_said_and_the_rest_is_given(now: Any) -> None:
    ines = learner("Ines", now)
    client = signed_in(ines)
    client.post("/mes-donnees/demander/")
    Path(storages["issued"].path(IssuedDocument.objects.get().blob.path)).unlink()
    taken = archive_of(client)
    assert [one["manque"] != "" for one in json.loads(taken["donnees.json"])["fichiers"]] == [True]
    assert "Ce fichier a été perdu" in taken["lisez-moi.html"].decode()


def test_the_mail_says_where_and_leaves_once(now: Any, mailoutbox: list[Any]) -> None:
    ines = learner("Ines", now)
    ask_for_data(ines, by="user/1", now=now)
    ask_for_data(ines, by="user/1", now=now)
    for _twice in range(2):
        deliver(clock=lambda: now)
    assert [mail.to for mail in mailoutbox] == [["Ines Berthier <ines@exemple.fr>"]]
    assert "/mes-donnees/" in mailoutbox[0].body
    assert not mailoutbox[0].attachments
    assert OutgoingMail.objects.get().key == DataRequest.objects.get().key


def test_the_team_notes_a_request_and_takes_nothing(now: Any) -> None:
    ines = learner("Ines", now)
    nadia = User.objects.create_user("nadia@exemple.fr")
    nadia.groups.add(Group.objects.get(name=ADMINISTRATOR))
    client = Client()
    client.force_login(nadia)
    unknown = client.post("/donnees-personnelles/demandes/", {"email": "personne@exemple.fr"})
    assert (unknown.status_code, "Personne n’est connu" in unknown.content.decode()) == (422, True)
    assert client.post("/donnees-personnelles/demandes/", {"email": "INES@exemple.fr"}).status_code == 302
    assert "Ines Berthier" in client.get("/donnees-personnelles/demandes/").content.decode()
    assert client.post("/mes-donnees/archive/").status_code == 404
    assert client.get("/mes-donnees/").status_code == 404, "her account carries nobody"
    assert archive_of(signed_in(ines))
    solene = User.objects.create_user("solene@exemple.fr")
    solene.groups.add(Group.objects.get(name=REFERENT))
    client.force_login(solene)
    assert client.get("/donnees-personnelles/demandes/").status_code == 403
    assert Client().get("/mes-donnees/").status_code == 302


def test_who_has_no_account_is_given_one_first(now: Any) -> None:
    person = PersonFactory(email="sans@exemple.fr")
    with pytest.raises(NoAccount, match="ouvrez-lui un accès"):
        ask_for_data(person, by="user/1", now=now)


def test_the_archive_is_not_made_without_end(now: Any) -> None:
    client = signed_in(learner("Ines", now))
    client.post("/mes-donnees/demander/")
    for _time in range(5):
        assert archive_of(client)
    assert client.post("/mes-donnees/archive/").status_code == 302
    assert DataRequest.objects.get().taken == 5
