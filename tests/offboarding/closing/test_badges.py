"""The badge at the end of a path: decided at release, given before anybody is told, the same everywhere."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client

from badges.enums import AwardState
from badges.models import Award, Issuer
from badges.services import load_badges, public_address
from lms_onboarding.documents.services import read
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.offboarding.models import Paper, PaperKind
from lms_onboarding.offboarding.pdf.badge_art import picture
from lms_onboarding.offboarding.services import release, sweep_closings
from lms_onboarding.progress.services import Judgement, assess, goals_of
from tests.offboarding.closing.conftest import DAY, EVENING, SIGNATORY, Ended
from tests.support.pdf import links, reader, words

pytestmark = pytest.mark.django_db
NEXT_DAY = EVENING + timedelta(days=1)


@pytest.fixture
def released(ended: Ended) -> Ended:
    """Inès acquired everything, Malik not."""
    load_badges(now=EVENING)
    everything_acquired(ended)
    ended.validated()
    release(ended.session, SIGNATORY, by="user/3", now=EVENING)
    return ended


def everything_acquired(ended: Ended) -> None:
    """Inès showed, in the evening, the two objectives she had not acquired yet."""
    sheet = [
        Judgement(
            objective=goal.ref,
            level="acquired",
            assessed_on=DAY,
            evidence="Module publié, relu le soir même.",
            reason="Module repris dans la soirée.",
        )
        for goal in goals_of(ended.session)[2:]
    ]
    assess(ended.ines, sheet, assessor=ended.trainer, by="user/3", now=EVENING)


def paper(enrolment: Enrolment, kind: PaperKind) -> Paper:
    return Paper.objects.select_related("document__blob").get(enrolment=enrolment, kind=kind)


def told(enrolment: Enrolment) -> str:
    deliver(clock=lambda: NEXT_DAY)
    address = enrolment.person.email
    body = next(str(one.body) for one in outbox.outbox if address in one.to[0] and "closing" not in one.subject)
    return body.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_release_decides_and_the_sweep_gives_once(released: Ended) -> None:
    assert not Award.objects.exists(), "nothing is signed in the transaction of a release"
    sweep_closings(now=EVENING)
    sweep_closings(now=EVENING)

    given = Award.objects.get()
    assert (given.person, given.about, given.state) == (
        released.ines.person,
        released.ines.key,
        AwardState.VALID,
    )
    assert str(given.uuid) == paper(released.ines, PaperKind.BILAN).data["badge"]["uuid"]
    assert given.evidence["objectives_asked"] == len(goals_of(released.session))
    assert not OutgoingMail.objects.filter(message="badges.awarded").exists(), "the closing mail announces it"
    messages = OutgoingMail.objects.filter(message__startswith="offboarding.closing")
    assert set(messages.values_list("message", "about")) == {
        ("offboarding.closing", released.ines.key),
        ("offboarding.closing_without_badge", released.malik.key),
    }


def test_documents_show_the_badge_and_where_it_is_checked(released: Ended) -> None:
    sweep_closings(now=EVENING)
    given = Award.objects.get()
    for kind in (PaperKind.BILAN, PaperKind.ATTESTATION):
        of_ines, of_malik = paper(released.ines, kind), paper(released.malik, kind)
        assert of_ines.document is not None
        assert of_malik.document is not None
        content = read(of_ines.document.blob)
        found = words(content)
        assert "Création de modules" in found
        assert str(given.uuid) in found.replace(" ", "")
        assert "Badge" not in words(read(of_malik.document.blob))
        assert _dashed(content) - _dashed(read(of_malik.document.blob)) == 1, "the seam of the badge, drawn"
        assert not [image for page in reader(content).pages for image in page.images], "as vectors"
        if kind == PaperKind.BILAN:
            assert public_address(given.uuid) in links(content)


def _dashed(content: bytes) -> int:
    """Lines of stitches: of all that we draw, the seam of a badge alone has them so close."""
    found = [page.get_contents() for page in reader(content).pages]
    drawn = b"".join(one.get_data() for one in found if one is not None)
    return len(re.findall(rb"\[\.01 5\.4\d+\] 0 d", drawn))


@pytest.mark.parametrize("slug", ["badge-admin", "badge-createur", "badge-manager"])
def test_every_badge_of_ours_has_its_picture(slug: str) -> None:
    assert picture(slug, 60) is not None
    assert picture(f"{slug}-2", 60) is None, "an image of somebody's own is never replaced by ours"


def test_the_closing_mail_leads_to_the_badge(released: Ended, client: Client) -> None:
    sweep_closings(now=EVENING)
    text = told(released.ines)
    assert "Votre badge « Création de modules : du besoin à la publication », vérifiable en ligne." in text
    link = re.search(r"http://127\.0\.0\.1:8000(/l/\S+)", text)
    assert link
    page = client.get(link[1], follow=True).content.decode()
    way = re.search(r'href="(/l/[^"]+)">.{0,200}Ouvrir mon badge', page, re.DOTALL)
    assert way
    badge = client.get(way[1], follow=True, headers={"accept": "text/html"}).content.decode()
    assert "Ce badge est à vous" in badge


def test_without_the_badge_the_mail_says_what_is_left(released: Ended) -> None:
    sweep_closings(now=EVENING)
    text = told(released.malik)
    assert "POUR OBTENIR LE BADGE « CRÉATION DE MODULES : DU BESOIN À LA PUBLICATION »" in text
    assert "Objectif à acquérir : " in text
    assert "Votre attestation : " in text


def test_without_an_issuer_a_closing_has_no_badge(ended: Ended) -> None:
    everything_acquired(ended)
    ended.validated()
    release(ended.session, SIGNATORY, by="user/3", now=EVENING)
    sweep_closings(now=EVENING)
    assert not Award.objects.exists()
    assert OutgoingMail.objects.filter(message="offboarding.closing").count() == 2


def test_nobody_is_told_before_the_badge_is_given(released: Ended) -> None:
    Issuer.objects.all().delete()
    sweep_closings(now=EVENING)
    assert not OutgoingMail.objects.filter(message__startswith="offboarding.closing").exists()
    load_badges(now=EVENING)
    sweep_closings(now=EVENING)
    assert OutgoingMail.objects.filter(message__startswith="offboarding.closing").count() == 2
    assert Award.objects.count() == 1
