"""Two badges of Inès: one that stands, which she may open by her link, and one that was revoked."""

from datetime import timedelta

from badges.enums import Reason, Visibility
from badges.services import Facts, award, current_class, load_badges, revoke, show
from lms_onboarding.links.services import Grant, expand, make, marker
from lms_onboarding.people.models import Person
from tests.browser.moment import MORNING


def of_badges() -> dict[str, str]:
    load_badges(now=MORNING)
    person = Person.objects.get(email="ines@exemple.fr")
    badge = current_class("badge-createur")
    assert badge is not None
    earned = Facts(person=person, earned_at=MORNING, examined_by="user/1", hours="21 heures")
    given = award(earned, badge_class=badge, by="user/1", now=MORNING, tell=False)
    other = Facts(person=person, about="enrolment/0", earned_at=MORNING, examined_by="user/1")
    revoked = award(other, badge_class=badge, by="user/1", now=MORNING, tell=False)
    revoke(revoked, reason=Reason.ERROR, by="user/1", now=MORNING)
    show(given, visibility=Visibility.LINK, by=person.key, now=MORNING)
    life = MORNING + timedelta(days=30)
    grant = Grant(scope="badge", object_key=str(given.uuid), holder_key=person.key, expires_at=life)
    shown = Grant(
        scope="portfolio", object_key=str(person.pk), holder_key="portfolio", expires_at=MORNING + timedelta(days=30)
    )
    link, portfolio = make([grant, shown], now=MORNING)
    return {
        "badge_id": str(given.uuid),
        "badge_revoked": str(revoked.uuid),
        "badge_link": expand(marker(link), base_url=""),
        "portfolio": expand(marker(portfolio), base_url=""),
    }
