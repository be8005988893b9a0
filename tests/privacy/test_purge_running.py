"""The purge itself: what is held back, a crash, a second run, the month's sweep, the page and the command."""

from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client

from lms_onboarding.accounts.models import User
from lms_onboarding.common.clock import now as clock_now
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.followup.models import Action
from lms_onboarding.journal import services as journal
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person
from lms_onboarding.portal.teams import ADMINISTRATOR, QUALITY
from lms_onboarding.privacy.holds import HoldRefused, lift_hold, place_hold
from lms_onboarding.privacy.models import LegalHold
from lms_onboarding.privacy.purging import running
from lms_onboarding.privacy.purging.kinds import KINDS
from lms_onboarding.privacy.purging.running import next_sweep, preview, run, sweep
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionFactory
from tests.privacy.past import ENDED, at, counts, enrolled, mail, paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider")]


@pytest.mark.parametrize("on", ["person", "session"])
def test_nothing_under_a_hold_goes(on: str) -> None:
    enrolment, other = enrolled(), enrolled()
    for one in (enrolment, other):
        paper(one)
        mail(one, key=f"m/{one.pk}")
    hold = place_hold(
        **{on: getattr(enrolment, on)}, reason="Litige prud’homal", until=date(2031, 6, 30), by="user/1",
        now=at(2029, 12, 1),
    )  # fmt: skip
    held = {line.kind: line.held for line in preview(now=at(2031)) if line.held}
    assert held.keys() == {"mail", "note", "proof", "evidence", "person"}
    run(now=at(2031))
    assert Action.objects.get(alert__enrolment=enrolment).note != ""
    assert Action.objects.get(alert__enrolment=other).note == ""
    assert IssuedDocument.objects.get(about=enrolment.key).data != {}
    assert IssuedDocument.objects.get(about=other.key).data == {}
    assert OutgoingMail.objects.get(about=enrolment.key).text != ""
    assert Person.objects.get(pk=enrolment.person_id).erased_at is None
    assert Person.objects.get(pk=other.person_id).erased_at is not None
    assert counts(at(2031, 6, 30)) == {}, "its last day is held"
    assert counts(at(2031, 7, 1)) != {}
    assert [lift_hold(hold, by="user/1", now=at(2031, 2)) for _twice in range(2)] == [True, False]
    assert counts(at(2031, 2)) != {}
    verbs = Entry.objects.filter(verb__startswith="privacy.hold").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["privacy.hold_placed", "privacy.hold_lifted"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": "  "}, "Dites pourquoi"),
        ({"until": date(2026, 1, 1)}, "a toujours une fin"),
        ({"until": date(2040, 1, 1)}, "Dix ans au plus"),
        ({"person": None}, "et une seule"),
    ],
)
def test_a_hold_that_cannot_be_says_why(wrong: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"person": PersonFactory(), "reason": "Litige", "until": date(2027, 1, 1), **wrong}
    with pytest.raises(HoldRefused, match=said):
        place_hold(**given, by="user/1", now=at(2026, 6))


def test_a_crash_keeps_what_was_done_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    session = SessionFactory(starts=ENDED, opened=True)
    for _number in range(5):
        enrolled(session=session)
    monkeypatch.setattr(running, "HANDFUL", 2)
    taken, real = [], journal.record

    def falls(fact: Any, *, now: datetime) -> Any:
        taken.append(fact)
        if len(taken) == 2:
            raise RuntimeError("killed")
        return real(fact, now=now)

    monkeypatch.setattr(running, "record", falls)
    with pytest.raises(RuntimeError, match="killed"):
        run(now=at(2026, 6))
    assert Action.objects.filter(note="").count() == 2, "the handful that fell is whole again"
    monkeypatch.setattr(running, "record", real)
    assert run(now=at(2026, 6))["note"] == 3
    said = Entry.objects.filter(verb="privacy.purged").values_list("subject", "codes")
    assert [codes["count"] for _subject, codes in said] == [2, 2, 1]
    assert {subject for subject, _codes in said} == {"purge/note"}
    assert run(now=at(2026, 6)) == dict.fromkeys(run(now=at(2026, 6)), 0)


def test_a_part_that_does_not_forget_stops_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    enrolled()
    note = next(kind for kind in KINDS if kind.key == "note")
    for part in note.parts:
        monkeypatch.setitem(part.__dict__, "forget", lambda *_given: None)
    with pytest.raises(RuntimeError, match="Action rows were forgotten and are still found"):
        run(now=at(2026, 6))


def test_the_month_is_swept_once_and_the_first_one_only_warns() -> None:
    enrolled()
    assert sweep(now=at(2030, 5, 10)) is None
    assert next_sweep(now=at(2030, 5, 10)) == datetime(2030, 6, 1, tzinfo=next_sweep(now=at(2030, 5, 10)).tzinfo)  # type: ignore[union-attr]
    assert Action.objects.get().note != "", "time to look at the preview, and to place holds"
    assert sweep(now=at(2030, 5, 31)) is None
    swept = sweep(now=at(2030, 6, 1))
    assert swept is not None
    assert swept["note"] == 1
    assert sweep(now=at(2030, 6, 20)) is None
    assert sweep(now=at(2030, 7, 2)) is not None


def test_the_command_shows_then_runs(fixed_clock: Any) -> None:
    enrolled()
    fixed_clock.move_to(at(2026, 6))
    said = StringIO()
    call_command("purge", "--dry-run", stdout=said)
    assert "Notes libres et demandes d’aide : un élément, depuis le" in said.getvalue().replace("\u00a0", " ")
    assert Action.objects.get().note != ""
    call_command("purge", stdout=said)
    assert "Purge terminée" in said.getvalue()
    assert Action.objects.get().note == ""


def test_the_page_shows_runs_and_holds_for_the_administrator_alone(fixed_clock: Any) -> None:
    enrolment = enrolled()
    fixed_clock.move_to(at(2026, 6))
    nadia, anne = (User.objects.create_user(f"{name}@exemple.fr") for name in ("nadia", "anne"))
    nadia.groups.add(Group.objects.get(name=ADMINISTRATOR))
    anne.groups.add(Group.objects.get(name=QUALITY))
    client = Client()
    client.force_login(anne)
    for page in ("purge", "conservations"):
        assert client.get(f"/donnees-personnelles/{page}/").status_code == 403
    client.force_login(nadia)
    holding = "/donnees-personnelles/conservations/"
    refused = client.post(holding, {"target": "rien@exemple.fr", "reason": "Litige", "until": "2026-12-31"})
    assert (refused.status_code, "Ni personne ni session" in refused.content.decode()) == (422, True)
    given = {"target": enrolment.session.code.lower(), "reason": "Contrôle", "until": "2026-12-31"}
    assert client.post(holding, given).status_code == 302
    page = client.get("/donnees-personnelles/purge/").content.decode()
    assert "Rien n’est à effacer" in page
    assert "(1 retenu)" in page
    client.post(f"{holding}{LegalHold.objects.get().pk}/lever/")
    assert "Effacer 1 élément" in client.get("/donnees-personnelles/purge/").content.decode()
    assert client.get("/donnees-personnelles/purge/").status_code == 200
    assert Action.objects.get().note != "", "looking changes nothing"
    done = client.post("/donnees-personnelles/purge/", follow=True).content.decode()
    assert "un élément est effacé" in done
    assert Entry.objects.get(verb="privacy.purge_ended").actor == f"user/{nadia.pk}"
    assert clock_now() - timedelta(days=1) < Entry.objects.latest("pk").recorded_at


def test_a_preview_asks_as_much_for_a_hundred_as_for_one(django_assert_max_num_queries: Any) -> None:
    session = SessionFactory(starts=ENDED, opened=True)
    for _number in range(20):
        enrolled(session=session)
    with django_assert_max_num_queries(40):
        preview(now=at(2030))
