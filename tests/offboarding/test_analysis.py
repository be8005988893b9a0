"""What was answered: figures with their number, nobody given away, candidates for the registers, a signed analysis."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.offboarding.enums import Party, Worry
from lms_onboarding.offboarding.models import SurveyAnalysis
from lms_onboarding.offboarding.services import (
    AnalysisRefused,
    Figure,
    Lecture,
    Period,
    Signatory,
    SurveyReading,
    before_session,
    candidates,
    candidates_since,
    of_period,
    of_session,
    read_for_a_trainer,
    read_surveys,
    sign_analysis,
    signs,
    surveys_visible_to,
)
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.models import Questionnaire
from lms_onboarding.surveys.services import publish_version, save_draft_version
from tests.factories.people import OrganisationFactory
from tests.factories.sessions import SessionFactory

from .conftest import END, PARIS, THURSDAY, answer, asked, at, work

pytestmark = pytest.mark.django_db
Make = Callable[..., Enrolment]
NADIA = Signatory("user/4", "Nadia Ferrand")


def group(make: Make, marks: list[int], *, of: dict[str, Any] | None = None, **fields: Any) -> Session:
    """A session whose learners answered hot with these marks of overall satisfaction; `naming` and answers apply to
    all of them."""
    session = SessionFactory(**{"starts": THURSDAY, "opened": True, **(of or {})})
    people = [make(session=session) for _ in marks]
    assert session.ends_at
    work(session.ends_at)
    for one, mark in zip(people, marks, strict=True):
        later = session.ends_at + timedelta(hours=1)
        answer(asked(f"survey/hot/{one.pk}"), now=later, **{"hot_overall": mark, **fields})
    return session


def figure(reading: SurveyReading, question: str, party: Party = Party.HOT) -> Figure:
    found = reading.of(party)
    assert found
    return next(one for one in found.figures if one.question == question)


def counts(one: Figure) -> list[int]:
    return [bar.count for bar in one.bars]


def test_a_small_group_has_the_number_on_each_bar_and_no_mean(learner: Make) -> None:
    session = group(learner, [3, 4, 4, 5, 5, 5, 5], hot_recommend=9)
    reading = read_surveys(of_session(session))
    overall, again = figure(reading, "hot_overall"), figure(reading, "hot_recommend")
    assert (counts(overall), overall.n, overall.mean) == ([0, 0, 1, 2, 4], 7, None)
    assert (again.n, again.nps) == (7, None)
    assert overall.ends == ("pas du tout satisfaisant", "tout à fait satisfaisant")


def test_from_ten_answers_a_mean_and_the_score_of_the_vectors(learner: Make) -> None:
    session = SessionFactory(starts=THURSDAY, opened=True)
    people = [learner(session=session) for _ in range(10)]
    work(END)
    for one, score in zip(people, [10, 10, 10, 10, 10, 9, 9, 8, 8, 6], strict=True):
        answer(asked(f"survey/hot/{one.pk}"), now=END, hot_recommend=score, hot_overall=4 if score > 8 else 3)
    reading = read_surveys(of_session(session))
    again, overall = figure(reading, "hot_recommend"), figure(reading, "hot_overall")
    assert again.nps
    assert (again.nps.score, again.nps.count, again.nps.cautious) == (60, 10, True)
    assert overall.mean == Decimal("3.7")


def test_choices_count_people_and_every_answer_they_kept(learner: Make) -> None:
    session = group(learner, [4, 4], hot_obstacles=["technical", "stress"])
    one = figure(read_surveys(of_session(session)), "hot_obstacles")
    assert one.n == 2
    assert {bar.label: bar.count for bar in one.bars if bar.count} != {}
    assert sum(counts(one)) == 4


def test_the_rate_tells_everyone_even_who_answered_without_a_name(learner: Make) -> None:
    session = group(learner, [4, 4, 4], naming="anonymous")
    silent = learner(session=session)
    work(END + timedelta(minutes=10))
    hot = read_surveys(of_session(session)).of(Party.HOT)
    assert hot
    assert asked(f"survey/hot/{silent.pk}").answered_on is None
    assert (hot.rate.invited, hot.rate.answered, hot.shown, hot.hidden) == (4, 3, 0, 3)
    assert not any(one.n for one in hot.figures)


def test_a_nameless_answer_leaves_neither_an_hour_nor_a_trace_in_the_journal(learner: Make) -> None:
    session = group(learner, [4, 4, 4, 4, 4], naming="anonymous", hot_improve="Rien de plus")
    assert not Entry.objects.filter(verb="survey.answered").exists()
    hot = read_surveys(of_session(session)).of(Party.HOT)
    assert hot
    assert len(hot.comments) == 5
    assert figure(read_surveys(of_session(session)), "hot_overall").n == 5


def test_what_is_said_of_the_trainer_waits_for_five_answers(learner: Make) -> None:
    few = figure(read_surveys(of_session(group(learner, [4, 4, 4, 4]))), "hot_trainer")
    assert (few.withheld, few.bars, few.n) == (True, (), 4)
    enough = figure(read_surveys(of_session(group(learner, [4] * 5))), "hot_trainer")
    assert (enough.withheld, sum(counts(enough))) == (False, 5)


def test_a_question_is_compared_to_itself_with_its_numbers(learner: Make) -> None:
    before = group(learner, [2] * 4, of={"starts": date(2026, 6, 4)})
    now = group(learner, [5] * 3, of={"course": before.course})
    group(learner, [1] * 6, of={"starts": date(2026, 6, 4)})  # another course

    one = figure(read_surveys(of_session(now), before=before_session(now)), "hot_overall")
    assert one.before
    assert (one.n, one.before.n) == (3, 4)
    assert (counts(one), counts(one.before)) == ([0, 0, 0, 0, 3], [0, 4, 0, 0, 0])
    assert one.comparison_is_small

    trainer = read_for_a_trainer(of_session(now), before=before_session(now))
    assert figure(trainer, "hot_overall").before is None, "no comparison of groups under ten for a trainer"
    assert trainer.of(Party.TRAINER) is None


def test_a_reworded_question_is_not_mixed_with_the_old_one(learner: Make) -> None:
    first = group(learner, [2, 2], of={"starts": date(2026, 6, 4)})
    questionnaire = Questionnaire.objects.get(key="hot_learner")
    content = questionnaire.versions.latest("number").content
    content["sections"][0]["questions"][0]["wording"] = "Dans l’ensemble, êtes-vous satisfait de la formation ?"
    publish_version(save_draft_version(questionnaire, content, by="user/1", now=END), by="user/1", now=END)
    second = group(learner, [5], of={"course": first.course})

    period = Period(date(2026, 1, 1), date(2026, 12, 31), PARIS)
    hot = read_surveys(of_period(period)).of(Party.HOT)
    assert hot
    found = [(one.version, one.n) for one in hot.figures if one.question == "hot_overall"]
    assert found == [(0, 1), (1, 2)]
    assert next(one.n for one in hot.figures if one.question == "hot_welcome") == 3, "an unchanged one is"
    compared = figure(read_surveys(of_session(second), before=before_session(second)), "hot_overall")
    assert compared.before is None


def test_a_period_takes_the_sessions_that_ended_within(learner: Make) -> None:
    group(learner, [5], of={"starts": date(2026, 6, 4)})
    session = group(learner, [3])
    period = Period(THURSDAY, THURSDAY, PARIS)
    assert figure(read_surveys(of_period(period)), "hot_overall").n == 1
    assert period.earlier == Period(THURSDAY - timedelta(days=1), THURSDAY - timedelta(days=1), PARIS)
    elsewhere = Period(date(2026, 1, 1), date(2026, 12, 31), PARIS, course=session.course_id)
    assert figure(read_surveys(of_period(elsewhere)), "hot_overall").n == 1


def test_reading_costs_the_same_for_one_session_and_for_many(learner: Make) -> None:
    period = Period(date(2026, 1, 1), date(2026, 12, 31), PARIS)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            read_surveys(of_period(period), before=of_period(period.earlier))
        return len(queries)

    group(learner, [4])
    first = cost()
    group(learner, [3] * 5, of={"starts": date(2026, 6, 4)}, naming="anonymous")
    assert (first, cost()) == (9, 9)


def test_low_marks_and_difficulties_are_candidates(learner: Make) -> None:
    """What the registers pull in: by whom, when, what; twice under the same key; nobody when it was said nameless."""
    calm: dict[str, Any] = {"hot_access": "access_yes", "hot_help": "in_time", "hot_recommend": 8}
    session = group(learner, [1, 4], hot_obstacles=["nothing"], **calm)
    hidden = group(learner, [2] * 5, of={"starts": date(2026, 6, 4)}, naming="anonymous", hot_obstacles=["technical"])

    (low,) = candidates([f"session/{session.pk}"])
    first = session.enrolments.order_by("pk")[0]
    assert (low.key, low.kind, low.party) == (f"survey/hot/{first.pk}/hot_overall", Worry.LOW_MARK, Party.HOT)
    assert (low.words, low.mark, low.highest, low.count) == ("1 sur 5", 1, 5, 1)
    assert (low.session, low.person, low.answered_at) == (session.pk, first.person_id, END + timedelta(hours=1))

    found = {one.question: one for one in candidates([f"session/{hidden.pk}"])}
    nameless = found["hot_overall"]
    assert (nameless.count, nameless.person, nameless.answered_at, nameless.mark) == (5, 0, None, 2)
    said = found["hot_obstacles"]
    assert (said.key, said.kind) == (f"session/{hidden.pk}/hot_obstacles/unnamed", Worry.DIFFICULTY)
    assert (said.mark, said.highest, said.session) == (0, 0, hidden.pk)

    assert candidates_since(date(2026, 12, 4)) == []
    assert candidates_since(date(2026, 12, 3)) == [low]
    assert {one.key for one in candidates_since(date(2026, 6, 4))} >= {low.key, nameless.key, said.key}


def test_two_contacts_of_one_session_are_two_candidates(learner: Make) -> None:
    session = SessionFactory(starts=date(2026, 6, 4), opened=True)
    companies = [OrganisationFactory(contact_email=f"rh{number}@entreprise.fr") for number in (1, 2)]
    for company in companies:
        learner(session=session, company=company)
    later = at("2026-08-05 12:00")
    work(later)
    for company in companies:
        answer(asked(f"survey/company/{session.pk}/{company.pk}"), now=later, company_need_met=2)
    found = [one for one in candidates([f"session/{session.pk}"]) if one.question == "company_need_met"]
    assert {(one.person, one.organisation) for one in found} == {(0, company.name) for company in companies}
    assert len({one.key for one in found}) == 2


def test_an_analysis_is_signed_with_the_figures_of_the_page(learner: Make) -> None:
    session = group(learner, [3, 5], hot_improve="Plus de temps sur les droits")
    reading = read_surveys(of_session(session))
    lecture = Lecture("Le contenu convainc.", "Un atelier de plus.", grounds=("Plus de temps sur les droits",))

    signed = sign_analysis(reading, lecture, by=NADIA, now=END)

    assert (signed.author_name, signed.scope, len(signed.digest)) == ("Nadia Ferrand", f"session/{session.pk}", 64)
    first = signed.figures["hot"]["questions"][0]
    assert (first["question"], first["n"], first["answers"]) == (
        "hot_overall",
        2,
        {"1": 0, "2": 0, "3": 1, "4": 0, "5": 1},
    )
    assert [one["text"] for one in signed.grounds] == ["Plus de temps sur les droits"] * 2
    entry = Entry.objects.get(verb="surveys.analysed")
    assert "temps" not in str(entry.codes)


def test_signing_again_replaces_what_was_read_and_keeps_it(learner: Make) -> None:
    reading = read_surveys(of_session(group(learner, [3])))
    first = sign_analysis(reading, Lecture("Une lecture."), by=NADIA, now=END)
    with pytest.raises(AnalysisRefused, match="vient de signer"):
        sign_analysis(reading, Lecture("Une autre, sans avoir vu la première."), by=NADIA, now=END)
    second = sign_analysis(reading, Lecture("Une autre.", replaces=first.pk), by=NADIA, now=END)
    first.refresh_from_db()
    assert first.replaced_at == END
    assert list(SurveyAnalysis.objects.filter(replaced_at=None)) == [second]


def test_an_empty_analysis_and_an_analysis_of_nothing_are_refused(learner: Make) -> None:
    reading = read_surveys(of_session(group(learner, [3])))
    with pytest.raises(AnalysisRefused, match="en une phrase au moins"):
        sign_analysis(reading, Lecture("  "), by=NADIA, now=END)
    nobody = read_surveys(of_session(SessionFactory(opened=True)))
    with pytest.raises(AnalysisRefused, match="rien à analyser"):
        sign_analysis(nobody, Lecture("Tout va bien."), by=NADIA, now=END)


def test_who_reads_what() -> None:
    users = get_user_model().objects
    session, other = SessionFactory(opened=True), SessionFactory(opened=True, trainers=[])
    karim = session.trainers.get().person
    karim.account = users.create_user("karim@exemple.fr")
    karim.save()
    quality = users.create_user("nadia@exemple.fr")
    quality.user_permissions.add(
        *Permission.objects.filter(codename__in=("view_surveyanalysis", "add_surveyanalysis"))
    )
    quality = users.get(pk=quality.pk)
    learner = users.create_user("ines@exemple.fr")
    assert set(surveys_visible_to(karim.account)) == {session}
    assert set(surveys_visible_to(quality)) == {session, other}
    assert not surveys_visible_to(learner).exists()
    assert not surveys_visible_to(AnonymousUser()).exists()
    assert signs(quality)
    assert not signs(karim.account)
