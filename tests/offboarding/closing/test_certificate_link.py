"""The certificate of an employer or a funder: its link, then the code that an old one asks for."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from lms_onboarding.common import clock
from lms_onboarding.links.services import Grant, expand, make, marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.offboarding import keys
from lms_onboarding.offboarding.models import PaperKind
from lms_onboarding.offboarding.services import sweep_closings
from lms_onboarding.people.models import Organisation
from tests.offboarding.closing.conftest import LATER, Ended, paper, released

pytestmark = pytest.mark.django_db
OLD = LATER + keys.TRUSTED + timedelta(minutes=1)


class Visit:
    """An employer who followed the link of the mail, some day."""

    def __init__(self, ended: Ended, patch: pytest.MonkeyPatch) -> None:
        released(ended)
        sweep_closings(now=LATER)
        company = ended.ines.company
        assert company is not None
        self.company, self.patch, self.client = company, patch, Client()
        self.document = paper(ended.ines, PaperKind.CERTIFICATE)
        self.other = paper(ended.malik, PaperKind.CERTIFICATE)
        self.path = f"/certificat/{self.document.pk}/"
        Organisation.objects.filter(pk=company.pk).update(contact_email="rh@coop.exemple.fr")
        self.at(LATER)
        grant = Grant(
            scope=keys.CERTIFICATE_SCOPE,
            object_key=keys.paper(self.document.pk),
            holder_key=f"organisation/{company.pk}",
            expires_at=LATER + keys.LINK_LIFE,
        )
        self.first = self.client.get(expand(marker(make([grant], now=LATER)[0]), base_url=""), follow=True)

    def at(self, moment: datetime) -> None:
        self.patch.setattr(clock, "now", lambda: moment)

    def codes(self) -> list[OutgoingMail]:
        return list(OutgoingMail.objects.filter(message="offboarding.certificate_code").order_by("pk"))


@pytest.fixture
def visit(ended: Ended, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return Visit(ended, monkeypatch)


def test_a_young_link_opens_the_certificate_and_no_other(visit: Visit) -> None:
    assert visit.client.get(visit.path)["Content-Type"] == "application/pdf"
    assert visit.client.get(f"/certificat/{visit.other.pk}/").status_code == 403
    assert Client().get(visit.path).status_code == 403
    assert Client().post(f"{visit.path}code/").status_code == 403
    assert not visit.codes()


def test_an_old_link_asks_for_a_code_sent_to_the_contact_of_today(visit: Visit) -> None:
    visit.at(OLD)
    Organisation.objects.filter(pk=visit.company.pk).update(contact_email="paie@coop.exemple.fr")
    asked = visit.client.get(visit.path)
    assert (asked.status_code, asked["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Retrouvez le certificat avec un code" in asked.content.decode()
    visit.client.post(f"{visit.path}code/")
    [mail] = visit.codes()
    assert (mail.to_email, mail.recipient_key) == ("paie@coop.exemple.fr", f"organisation/{visit.company.pk}")
    code = mail.variables["access_code"]

    wrong = visit.client.post(f"{visit.path}code/", {"code": f"{(int(code) + 1) % 1_000_000:06}"})
    assert wrong.status_code == 422
    assert "pas le bon" in wrong.content.decode()
    opened = visit.client.post(f"{visit.path}code/", {"code": code}, follow=True)
    assert opened["Content-Type"] == "application/pdf"
    again = Client()
    assert again.post(f"{visit.path}code/", {"code": code}).status_code == 403

    visit.at(OLD + keys.CHECKED_FOR + timedelta(minutes=1))
    assert visit.client.get(visit.path)["Content-Type"].startswith("text/html"), "two hours, then another code"


def test_codes_are_few_and_the_page_says_so(visit: Visit) -> None:
    answers = []
    for second in range(7):
        visit.at(OLD + timedelta(seconds=second))
        answers.append(visit.client.post(f"{visit.path}code/"))
    assert [one.status_code for one in answers] == [200] * 6 + [429]
    assert "Patientez" in answers[-1].content.decode()
    assert len(visit.codes()) == 6


def test_two_codes_asked_at_one_moment_are_two_mails_and_the_last_opens(visit: Visit) -> None:
    """A double press within one microsecond: the code of the second mail must not be lost under the first's key."""
    visit.at(OLD)
    assert [visit.client.post(f"{visit.path}code/").status_code for _ in range(2)] == [200, 200]
    first, last = (one.variables["access_code"] for one in visit.codes())
    if first != last:
        assert visit.client.post(f"{visit.path}code/", {"code": first}).status_code == 422
    assert visit.client.post(f"{visit.path}code/", {"code": last}).status_code == 302


def test_without_a_contact_the_page_says_to_whom_to_write(visit: Visit) -> None:
    visit.at(OLD)
    Organisation.objects.filter(pk=visit.company.pk).update(contact_email="")
    answer = visit.client.post(f"{visit.path}code/")
    assert answer.status_code == 409
    assert "Nous n’avons plus d’adresse de contact" in answer.content.decode()
    assert not visit.codes()


def test_who_is_no_longer_the_employer_opens_nothing(visit: Visit, ended: Ended) -> None:
    type(ended.ines).objects.filter(pk=ended.ines.pk).update(company=None)
    assert visit.client.get(visit.path).status_code == 403
