"""Before final registration: one dated pack, complete or held, read by link, and proofs that nobody fills in later."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import cancel, confirm
from lms_onboarding.enrolments.services import sweep as tell
from lms_onboarding.journal.models import Entry
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import expand, marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import plans_of, reschedule
from lms_onboarding.welcome.enums import InformationProof, Item
from lms_onboarding.welcome.models import InformationPack
from lms_onboarding.welcome.services import Standing, information_proofs, planned, sweep
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import OrganisationFactory
from tests.factories.sessions import SessionFactory
from tests.factories.surveys import starter

from .conftest import at, left, plain, work

pytestmark = pytest.mark.django_db

INVITED = at("2026-10-12 09:00")
READ = at("2026-10-14 19:30")


def invited(**fields: Any) -> Enrolment:
    made: Enrolment = EnrolmentFactory(state=EnrolmentState.INVITED, **fields)
    return made


def pack_of(enrolment: Enrolment) -> InformationPack:
    return (
        InformationPack.objects.select_related("mail", "enrolment").filter(enrolment=enrolment).latest("schedule_no")
    )


def follow(client: Client, pack: InformationPack) -> str:
    link = PersonalLink.objects.get(scope="information", object_key=f"information/{pack.pk}")
    return str(client.get(expand(marker(link), base_url=""))["Location"])


def proof(enrolment: Enrolment) -> str:
    enrolment.refresh_from_db()
    return information_proofs([enrolment])[enrolment.pk]


def test_an_invited_person_receives_one_dated_pack() -> None:
    one = invited()
    assert (work(INVITED).information, work(INVITED + timedelta(hours=1)).information) == (1, 0)

    assert left("enrolment.information") == [f"information-before/{one.pk}/1"]
    pack, text = pack_of(one), plain(pack_of(one).mail.text)
    assert (pack.mail.sent_at, pack.hold_until) == (INVITED, date(2026, 10, 26))
    for words in ("programme version 3 du 15 janvier 2026", "Karim Haddad, concepteur", "deux demi-journées",
                  "exercices corrigés", "Nadia Ferrand, 01 99 00 45 10", "version du 5 janvier 2026",
                  "votre place est tenue jusqu’au lundi 26 octobre"):  # fmt: skip
        assert words in text, words
    assert "Prix" not in text
    assert IssuedDocument.objects.get(kind="programme").blob


def test_who_pays_alone_reads_the_price_and_the_terms(organisation: ProviderSettings) -> None:
    one = invited(company=None)
    assert work(INVITED).information == 0

    organisation.payment_terms = "En trois fois sans frais."
    organisation.early_stop_terms = "Seules les heures suivies sont dues."
    organisation.save()
    assert work(INVITED).information == 1

    mail = pack_of(one).mail
    assert mail.message == "enrolment.information_before_individual"
    assert "1 470 € nets de taxe par personne. En trois fois sans frais." in plain(mail.text)
    assert "Seules les heures suivies sont dues." in plain(mail.text)


@pytest.mark.parametrize("lack", ["assessment", "sequences", "house_rules", "house_rules_date", "trainers"])
def test_half_an_information_does_not_leave(organisation: ProviderSettings, lack: str) -> None:
    session = SessionFactory()
    if lack == "assessment":
        session.course.assessment = ""
        session.course.save()
    elif lack == "sequences":
        session.course.sequences = []
        session.course.save()
    elif lack == "trainers":
        session.trainers.all().delete()
    else:
        setattr(organisation, lack, None)
        organisation.save()
    invited(session=session)
    assert work(INVITED).information == 0


def test_the_person_reads_everything_and_confirms_on_the_same_page(client: Client) -> None:
    company = OrganisationFactory(
        name="Laiterie des Mauges", contact_name="Anne Perrin", contact_email="anne@exemple.fr"
    )
    one = invited(company=company)
    work(INVITED)
    pack = pack_of(one)
    with time_machine.travel(READ, tick=False):
        page = follow(client, pack)
        html = plain(client.get(page).content.decode())
        for words in ("Partir du terrain", "concepteur pédagogique", "lundi 7 décembre", "module publié évalué",
                      "Chez Laiterie des Mauges, pour les stagiaires : Anne Perrin, anne@exemple.fr",
                      "Règlement intérieur", "je confirme mon inscription"):  # fmt: skip
            assert words in html, words
        pack.refresh_from_db()
        assert (pack.opened_at, proof(one)) == (None, InformationProof.AVAILABLE)

        assert client.get(f"{page}programme/").content.startswith(b"%PDF")
        assert client.get(f"{page}livret/").status_code == 404
        pack.refresh_from_db()
        assert pack.opened_at == READ

        done = client.post(f"{page}confirmer/", {"schedule": "1"}, follow=True)
        client.post(f"{page}confirmer/", {"schedule": "1"})
    assert "votre inscription est confirmée" in plain(done.content.decode()).lower()
    one.refresh_from_db()
    pack.refresh_from_db()
    assert (one.state, one.confirmed_at, pack.acknowledged_at) == (EnrolmentState.CONFIRMED, READ, READ)
    assert proof(one) == InformationProof.ACKNOWLEDGED
    facts = [row.verb for row in Entry.objects.filter(subject=one.key, verb__startswith="information.").order_by("pk")]
    assert facts == ["information.opened", "information.acknowledged"]


def test_without_the_link_the_page_says_how_to_come_back(client: Client) -> None:
    one = invited()
    work(INVITED)
    pk = pack_of(one).pk
    assert client.get(f"/information/{pk}/").status_code == 403
    assert client.post(f"/information/{pk}/confirmer/", {"schedule": "1"}).status_code == 403
    one.refresh_from_db()
    assert one.state == EnrolmentState.INVITED


def test_an_enrolment_imported_confirmed_receives_nothing_and_never_will() -> None:
    one = EnrolmentFactory()
    assert work(INVITED).information == 0
    assert proof(one) == InformationProof.NOT_HELD
    assert not InformationPack.objects.exists()


def test_confirmed_by_the_team_before_the_pack_left_is_said_so() -> None:
    early, late = invited(), invited()
    night = at("2026-10-11 23:00")
    sweep(now=night)
    confirm(early, by="user/1", now=night)
    work(INVITED)
    confirm(late, by="user/1", now=INVITED + timedelta(hours=1))
    assert proof(early) == InformationProof.NOT_HELD
    assert proof(late) == InformationProof.AVAILABLE
    assert OutgoingMail.objects.get(key=f"information-before/{early.pk}/1").state == "suppressed"


def test_a_moved_session_asks_for_a_new_reading(client: Client) -> None:
    one = invited()
    work(INVITED)
    old = pack_of(one)
    with time_machine.travel(READ, tick=False):
        page = follow(client, old)
        moved(one.session, date(2026, 12, 14), now=READ)
        refused = client.post(f"{page}confirmer/", {"schedule": "1"}, follow=True)
        assert "ont changé" in plain(refused.content.decode())
        work(READ)
        stale = client.post(f"{page}confirmer/", {"schedule": "1"}, follow=True)
        assert "relisez-le" in plain(stale.content.decode())
        assert "lundi 14 décembre" in plain(stale.content.decode())
        one.refresh_from_db()
        assert one.state == EnrolmentState.INVITED
        client.post(f"{page}confirmer/", {"schedule": "2"})
    one.refresh_from_db()
    assert one.state == EnrolmentState.CONFIRMED
    assert left("enrolment.information") == [f"information-before/{one.pk}/{number}" for number in (1, 2)]


def moved(session: Session, day: date, *, now: datetime) -> None:
    slots = [type(slot)(day, slot.start, slot.end) for slot in plans_of(session)]
    reschedule(session, slots=slots, reason="La salle est prise.", by="user/1", now=now)


def test_a_place_given_up_or_a_session_begun_is_not_confirmed(client: Client) -> None:
    given_up, begun = invited(), invited()
    work(INVITED)
    with time_machine.travel(READ, tick=False):
        page = follow(client, pack_of(given_up))
        cancel(given_up, by="user/1", now=READ)
        said = client.post(f"{page}confirmer/", {"schedule": "1"}, follow=True)
        assert "ne change plus d’état" in plain(said.content.decode())
    with time_machine.travel(at("2026-12-07 10:00"), tick=False):
        said = client.post(f"{follow(client, pack_of(begun))}confirmer/", {"schedule": "1"}, follow=True)
        assert "ne prend plus d’inscription" in plain(said.content.decode())
    assert not InformationPack.objects.filter(acknowledged_at__isnull=False).exists()


def test_preparing_many_costs_the_queries_of_a_few() -> None:
    def cost(number: int) -> int:
        EnrolmentFactory.create_batch(number, session=SessionFactory(), state=EnrolmentState.INVITED)
        with CaptureQueriesContext(connection) as queries:
            assert sweep(now=INVITED).information == number
        return len(queries)

    cost(1)
    few = cost(2)
    assert cost(15) == few


def test_the_confirmation_announces_the_needs_when_they_are_asked() -> None:
    quiet = EnrolmentFactory()
    tell(now=INVITED)
    work(INVITED)
    starter()
    told = EnrolmentFactory()
    tell(now=INVITED)
    work(INVITED)
    texts = {mail.about: plain(mail.text) for mail in OutgoingMail.objects.filter(message="enrolment.confirmed")}
    assert "Vos attentes, en quelques questions" not in texts[quiet.key]
    assert "Vos attentes, en quelques questions : elles arrivent par e-mail." in texts[told.key]


def test_the_preview_names_what_holds_a_pack_back_then_what_leaves(organisation: ProviderSettings) -> None:
    one = invited(company=None)
    (blocked,) = [row for row in planned(now=INVITED) if row.message == "enrolment.information_before"]
    assert (blocked.standing, blocked.missing) == (Standing.BLOCKED, (Item.PAYMENT_TERMS, Item.EARLY_STOP_TERMS))

    organisation.payment_terms, organisation.early_stop_terms = "Comptant.", "Seules les heures suivies sont dues."
    organisation.save()
    (ready,) = [row for row in planned(now=INVITED) if row.message == "enrolment.information_before"]
    assert (ready.standing, [somebody.enrolment for somebody in ready.people]) == (Standing.PLANNED, [one.pk])


def test_the_preview_announces_the_needs_that_the_sweep_then_asks() -> None:
    starter()
    one = EnrolmentFactory(company=OrganisationFactory(contact_email="anne@exemple.fr"))
    before = at("2026-10-01 10:00")
    announced = [row for row in planned(now=before) if row.message.startswith("welcome.needs")]
    assert [(row.message, row.at.astimezone(before.tzinfo)) for row in announced] == [
        ("welcome.needs_company", at("2026-10-08 10:00")),
        ("welcome.needs_invitation", at("2026-10-08 10:00")),
    ]
    assert work(at("2026-10-08 10:00")).needs.queued == 2
    assert left("welcome.needs_invitation") == [f"needs/{one.pk}/invitation"]
