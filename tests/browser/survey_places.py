"""A session that ended ten days ago and what everyone said of it, beside one of the spring; a funder of the year."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.contrib.auth import get_user_model

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.offboarding.models import Announcement, FurtherResource, SessionCampaigns
from lms_onboarding.offboarding.services import (
    Lecture,
    Shown,
    Signatory,
    join_alumni,
    of_session,
    read_surveys,
    sign_analysis,
    sweep_campaigns,
)
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import load_questionnaires, save_draft, sheet_of, submit
from tests.browser.moment import MORNING
from tests.browser.places import cookie, made_link
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import OrganisationFactory
from tests.factories.sessions import SessionFactory
from tests.support.keys import signed_in

SAID: Final = (
    "Plus de temps sur les droits d’accès.",
    "Je n’ose pas donner la main à mon chef, je ne sais pas ce qu’il verra.",
    "Enfin une formation où je repars avec mon travail fait.",
)
MARKS: Final = (3, 4, 4, 5, 5, 5, 5)


def of_surveys() -> dict[str, str]:
    """Hot answers of seven learners and of a trainer; an eighth has not answered, nor have a company and a funder."""
    load_questionnaires(now=MORNING)
    opco = OrganisationFactory(name="OPCO Ouest", kind=OrganisationKind.FUNDER, contact_email="hugo@opco.example.fr")
    coop = OrganisationFactory(name="Coopérative Loire", contact_name="Anne Roy", contact_email="anne@coop.example.fr")
    spring = _session(date(2026, 6, 4), [2, 3, 3, 4, 4, 4, 5, 5, 5, 5, 5, 4])
    autumn = _session(date(2026, 11, 19), MARKS, course=spring.course, company=coop, funder=opco)
    silent = EnrolmentFactory(session=autumn, company=coop, funder=opco, state=EnrolmentState.CONFIRMED)
    silent_too = EnrolmentFactory(session=autumn, company=coop, funder=opco, state=EnrolmentState.CONFIRMED)
    known = {"changed_by": "user/1", "changed_at": MORNING}
    SessionCampaigns.objects.create(session=autumn, company_delay=1, **known)
    sweep_campaigns(now=MORNING)
    reading = read_surveys(of_session(spring))
    lecture = Lecture("Le contenu convainc.", "Un atelier de plus sur les droits.")
    sign_analysis(reading, lecture, by=Signatory("user/1", "Nadia Ferrand"), now=MORNING)
    former, other = silent.person, EnrolmentFactory(session=autumn).person
    former.account = get_user_model().objects.create_user("former@exemple.fr", first_name="Jeanne", last_name="Aubry")
    former.save()
    for one in (former, other):
        join_alumni(one, Shown(company=True, email=True, about="Je parle quiz."), now=MORNING)
    Announcement.objects.create(title="Atelier quiz", text="À midi, en visio.", published_at=MORNING)
    FurtherResource.objects.create(title="Écrire un quiz", summary="Trois règles.", url="/aide/", minutes=4)
    return {
        "former": cookie(signed_in(former.account)),
        "survey_session": str(autumn.pk),
        "survey_analysed": str(spring.pk),
        "survey_relay": str(Invitation.objects.get(key=f"survey/company/{autumn.pk}/{coop.pk}").pk),
        "survey_hot_too": made_link("survey", str(Invitation.objects.get(key=f"survey/hot/{silent_too.pk}").pk)),
        "survey_hot": made_link("survey", str(Invitation.objects.get(key=f"survey/hot/{silent.pk}").pk)),
    }


def _session(day: date, marks: Any, *, company: Any = None, funder: Any = None, **fields: Any) -> Session:
    session = SessionFactory(starts=day, opened=True, **fields)
    learners = [EnrolmentFactory(session=session, company=company, funder=funder) for _ in marks]
    assert session.ends_at
    sweep_campaigns(now=session.ends_at)
    later = session.ends_at + timedelta(hours=2)
    for rank, (one, mark) in enumerate(zip(learners, marks, strict=True)):
        said = SAID[rank % 5] if rank % 5 < len(SAID) else ""
        answers = {"hot_overall": str(mark), "hot_improve": said, "hot_recommend": str(4 + mark)}
        answer(Invitation.objects.get(key=f"survey/hot/{one.pk}"), answers, now=later)
    trainer = session.trainers.get()
    answer(Invitation.objects.get(key=f"survey/trainer/{session.pk}/{trainer.person_id}"), {}, now=later)
    return session


def answer(invitation: Invitation, said: dict[str, str], *, now: datetime) -> None:
    """What is not said is answered calmly: the fourth degree, the first choice."""
    save_draft(invitation, {}, fields=["naming"], naming="named", now=now)
    given: dict[str, Any] = {}
    for item in sheet_of(invitation).asked:
        degrees = item.question.scale.degrees if item.question.scale else ()
        calm = item.choices[0].key if item.choices else str(degrees[3]) if degrees else ""
        given[item.field] = [said.get(item.field, calm)]
    save_draft(invitation, given, fields=list(given), naming="named", now=now)
    submit(invitation, now=now)
