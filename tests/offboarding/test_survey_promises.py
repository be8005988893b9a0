"""What the questionnaires and their mails promise, played day after day and looked at from outside."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from openpyxl import load_workbook
from time_machine import travel

from lms_onboarding.common.calendar import BusinessCalendar
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.offboarding.analysis.scopes import of_session
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.offboarding.services import candidates, read_surveys
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.surveys.models import Invitation, Response
from lms_onboarding.surveys.services import close_due
from tests.factories.people import OrganisationFactory
from tests.factories.sessions import SessionFactory
from tests.factories.surveys import follow_link

from .conftest import END, PARIS, answer, asked, at, left, plain, work

pytestmark = pytest.mark.django_db
Make = Callable[..., Enrolment]
FRANCE = BusinessCalendar()


def days(first: str, last: str, *hours: int) -> list[datetime]:
    """Every one of these hours, of every day from `first` to `last`."""
    day, end = at(f"{first} 00:00"), at(f"{last} 23:59")
    found = []
    while day <= end:
        found += [day.replace(hour=hour) for hour in hours]
        day += timedelta(days=1)
    return found


@pytest.mark.parametrize(
    ("ends", "first", "last"),
    [
        (date(2026, 12, 24), "2026-12-24", "2027-01-16"),  # Christmas on Friday, New Year on Friday
        (date(2027, 5, 5), "2027-05-05", "2027-05-26"),  # Ascension on Thursday, 8 May on Saturday, Pentecost
        (date(2026, 12, 5), "2026-12-05", "2026-12-20"),  # a Saturday session
    ],
)
def test_no_question_leaves_at_night_on_a_day_off_nor_more_than_twice(
    learner: Make, ends: date, first: str, last: str
) -> None:
    company = OrganisationFactory(contact_email="rh@entreprise.fr")
    session = SessionFactory(starts=ends, opened=True)
    silent, one_day = learner(session=session, company=company), learner(session=session, company=company)
    for moment in days(first, last, 3, 7, 9, 12, 17, 19, 23):
        work(moment)
        hot = Invitation.objects.filter(key=f"survey/hot/{one_day.pk}", answered_on=None).first()
        if hot and OutgoingMail.objects.left().filter(key=f"{hot.key}/invitation").exists():
            answer(hot, now=moment + timedelta(minutes=5))
    gone = OutgoingMail.objects.left().filter(message__startswith="surveys.")
    assert {one.key for one in gone if one.key.startswith("survey/hot/")} == {
        f"survey/hot/{silent.pk}/invitation",
        f"survey/hot/{silent.pk}/reminder",
        f"survey/hot/{one_day.pk}/invitation",
    }
    for mail in gone:
        assert mail.sent_at is not None
        local = mail.sent_at.astimezone(PARIS)
        assert FRANCE.is_business_day(local.date()), f"{mail.key} left on {local:%A %d %B}"
        assert 8 <= local.hour < 20, f"{mail.key} left at {local:%H:%M}"
        invitation = asked(mail.key.rpartition("/")[0])
        assert mail.sent_at < invitation.closes_at
        assert FRANCE.is_business_day(invitation.closes_at.astimezone(PARIS).date())
    assert max(Counter(mail.key.rpartition("/")[0] for mail in gone).values()) <= 2


def test_a_year_asks_a_funder_once_and_a_company_once_a_session(learner: Make) -> None:
    funder = OrganisationFactory(kind=OrganisationKind.FUNDER, name="OPCO", contact_email="contact@opco.fr")
    company = OrganisationFactory(contact_email="rh@entreprise.fr")
    for starts in (date(2026, 9, 14), date(2026, 12, 3)):
        learner(funder=funder, company=company, of={"starts": starts})
    for moment in days("2026-10-20", "2027-03-31", 9):
        work(moment)
    keys = Counter(mail.key.split("/")[1] for mail in OutgoingMail.objects.left() if mail.key.endswith("/invitation"))
    assert (keys["funder"], keys["company"]) == (1, 2)
    reminders = OutgoingMail.objects.left().filter(key__endswith="/reminder")
    assert Counter(key.split("/")[1] for key in reminders.values_list("key", flat=True))["funder"] == 1


def test_a_question_put_off_by_courtesy_keeps_all_its_days(learner: Make) -> None:
    """Two messages of another course reached Inès that week: the hot survey waits for five days, and does not close
    the day after."""
    one = learner()
    for days_before in (1, 2):
        _received(one, END - timedelta(days=days_before))
    work(END)
    assert left("surveys.hot") == []
    for moment in days("2026-12-04", "2026-12-24", 9, 17):
        work(moment)
        close_due(now=moment)
    invitation, mail = asked(f"survey/hot/{one.pk}"), OutgoingMail.objects.get(key=f"survey/hot/{one.pk}/invitation")
    assert mail.state == MailState.UNKNOWN
    assert mail.sent_at is not None
    assert mail.sent_at.astimezone(PARIS) == at("2026-12-08 17:00")
    assert invitation.closes_at == at("2026-12-15 18:00")
    assert "d’ici au mardi 15 décembre" in plain(mail.text)
    assert left("surveys.hot_reminder") == [f"survey/hot/{one.pk}/reminder"]


def _received(learner: Enrolment, moment: datetime) -> None:
    """A message that may be refused, of which nothing else matters here."""
    key = f"other/{learner.pk}/{moment:%d}"
    OutgoingMail.objects.create(
        key=key,
        message_id=f"<{key}@tests>",
        message="offboarding.recall_day7",
        about="enrolment/0",
        recipient_key=learner.person.key,
        to_email=learner.person.email,
        optout=True,
        state=MailState.UNKNOWN,
        queued_at=moment,
        due_at=moment,
        sent_at=moment,
    )


def test_nothing_is_reminded_after_the_last_day_and_nothing_is_accepted(learner: Make, client: Client) -> None:
    """The worker was down from the invitation to the day after the closing."""
    one = learner()
    work(END)
    later = at("2026-12-11 09:00")
    assert work(later).reminded == 0
    with travel(later, tick=False):
        start = follow_link(client, asked(f"survey/hot/{one.pk}"))
        page = client.post(f"{start}1/", {"fields": ["hot_overall"], "hot_overall": "5"})
    assert page.status_code == 409
    assert not Response.objects.exists()


def test_pressing_twice_is_answering_once(learner: Make) -> None:
    one = learner()
    work(END)
    invitation = asked(f"survey/hot/{one.pk}")
    for minutes in (1, 1, 2):
        answer(invitation, now=END + timedelta(minutes=minutes))
    assert Response.objects.get().edition == 1
    assert Entry.objects.filter(verb="survey.answered").count() == 1
    answer(invitation, now=END + timedelta(minutes=3), hot_overall=1)
    assert Response.objects.get().edition == 2, "another answer is another edition"


def test_four_nameless_answers_are_in_no_figure_no_file_and_no_candidate(learner: Make, client: Client) -> None:
    session = SessionFactory(starts=END.date(), opened=True)
    people = [learner(session=session) for _ in range(6)]
    work(END)
    words = "Une phrase que l’on reconnaîtrait"
    with travel(END, tick=False):
        client.force_login(get_user_model().objects.create_superuser("nadia@exemple.fr"))

    def told() -> tuple[bool, int, int, bool]:
        """Read by the page's reading, by the candidates of the registers, and in the files of the period."""
        reading = read_surveys(of_session(session)).of(Party.HOT)
        assert reading is not None
        files = _files(client)
        found = candidates([f"session/{session.pk}"])
        return any(one.text == words for one in reading.comments), reading.shown, len(found), words in files

    for one in people[:4]:
        answer(asked(f"survey/hot/{one.pk}"), now=END, naming="anonymous", hot_overall=1, hot_improve=words)
    assert told() == (False, 0, 0, False)
    answer(asked(f"survey/hot/{people[4].pk}"), now=END, naming="named", hot_improve="Signé")
    assert (told()[:2], told()[3]) == ((False, 1), False), "a name beside them does not make a crowd"
    answer(asked(f"survey/hot/{people[5].pk}"), now=END, naming="anonymous", hot_overall=1, hot_improve=words)
    seen = told()
    assert (seen[0], seen[1], seen[3]) == (True, 6, True)
    assert seen[2] >= 1
    assert {row.answered_on for row in Invitation.objects.filter(key__startswith="survey/hot")} == {END.date()}


def _files(client: Client) -> str:
    """Everything the three files of the period hold."""
    found = ""
    with travel(END + timedelta(hours=2), tick=False):
        for name in ("chiffres.csv", "commentaires.csv"):
            content = client.get(f"/enquetes/periode/{name}").content.decode("utf-8-sig")
            found += " ".join(" ".join(row) for row in csv.reader(io.StringIO(content), delimiter=";"))
        book = load_workbook(io.BytesIO(client.get("/enquetes/periode/enquetes.xlsx").content))
    cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
    return (found + " ".join(str(one) for one in cells if one)).replace("\u00a0", " ")
