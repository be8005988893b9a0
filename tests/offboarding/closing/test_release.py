"""Draft, edit, validate, release once, issue each learner's papers once; correct afterwards."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from lms_onboarding.enrolments.enums import AbandonCause, EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import abandon
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.offboarding.closing import releasing
from lms_onboarding.offboarding.closing.preparing import Prepared, prepare
from lms_onboarding.offboarding.models import Bilan, Paper, PaperKind, SessionCampaigns
from lms_onboarding.offboarding.refusals import (
    AlreadyReleased,
    AttendanceToFind,
    BilanRefused,
    BilansToValidate,
    IdentityMissing,
    SessionStillRunning,
)
from lms_onboarding.offboarding.services import (
    Wording,
    open_closing,
    release,
    save_bilan,
    sweep_closings,
    validate_bilans,
)
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import AttendanceMark
from lms_onboarding.progress.services import attendance_facts
from lms_onboarding.sessions.enums import SessionState
from lms_onboarding.sessions.models import Session
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.offboarding.closing.conftest import EVENING, LATER, SIGNATORY, Ended, paper, pdf, present, released
from tests.offboarding.conftest import plain
from tests.support.pdf import words

pytestmark = pytest.mark.django_db


# --- drafts ---
def test_a_running_session_is_not_closed(ended: Ended) -> None:
    with pytest.raises(SessionStillRunning):
        open_closing(ended.session, by="user/3", now=EVENING - timedelta(hours=3))


def test_each_learner_who_came_has_one_draft(ended: Ended) -> None:
    nobody = EnrolmentFactory(session=ended.session)
    present(nobody, "absent", "absent", by=ended.trainer)
    for _ in range(2):
        open_closing(ended.session, by="user/3", now=EVENING)
    assert set(Bilan.objects.values_list("enrolment", flat=True)) == {ended.ines.pk, ended.malik.pk}
    draft = ended.bilan(ended.ines)
    assert len(draft.strengths) == len(draft.axes) == 2
    assert draft.words_of(draft.strengths[0]["facts"])


def test_hours_are_those_that_attendance_says(ended: Ended) -> None:
    facts = attendance_facts([ended.ines.pk, ended.malik.pk], as_of=EVENING)
    released(ended)
    for one in (ended.ines, ended.malik):
        hours = paper(one, PaperKind.CERTIFICATE).data["hours"]
        assert hours == {7.0: "7\xa0heures", 3.5: "3\xa0h\xa030"}[facts[one.pk].hours_realised]


def test_editing_keeps_where_a_sentence_comes_from_and_asks_for_a_new_validation(ended: Ended) -> None:
    ended.validated()
    bilan = ended.bilan(ended.ines)
    first, _second = (one["text"] for one in bilan.strengths)
    wording = Wording(
        strengths=[first, "Vous posez vos questions au bon moment."], axes=["a", "b"], action="c", word="Bravo."
    )
    saved = save_bilan(bilan, wording, by="user/3", now=EVENING)
    assert not saved.is_validated
    assert [one["edited"] for one in saved.strengths] == [False, True]
    assert saved.strengths[0]["facts"]
    assert saved.version == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"strengths": ["x" * 301]}, "strengths"),
        ({"word": "x" * 601}, "word"),
        ({"strengths": list("abcd")}, "strengths"),
    ],
)
def test_a_bilan_too_long_is_refused(ended: Ended, said: dict[str, list[str]], field: str) -> None:
    ended.validated()
    wording = Wording(**{"strengths": ["a"], "axes": ["b"], "action": "c", **said})  # type: ignore[arg-type]
    with pytest.raises(BilanRefused) as refusal:
        save_bilan(ended.bilan(ended.ines), wording, by="user/3", now=EVENING)
    assert refusal.value.field == field


def test_an_empty_bilan_is_not_validated(ended: Ended) -> None:
    open_closing(ended.session, by="user/3", now=EVENING)
    bilan = save_bilan(ended.bilan(ended.ines), Wording(strengths=[], axes=[], action=""), by="user/3", now=EVENING)
    with pytest.raises(BilanRefused, match="Inès Berthier"):
        validate_bilans([bilan], validator=ended.trainer, by="user/3", now=EVENING)


# --- release ---
def test_release_waits_for_every_bilan(ended: Ended) -> None:
    open_closing(ended.session, by="user/3", now=EVENING)
    validate_bilans([ended.bilan(ended.ines)], validator=ended.trainer, by="user/3", now=EVENING)
    with pytest.raises(BilansToValidate, match="Malik Traoré"):
        release(ended.session, SIGNATORY, by="user/3", now=EVENING)
    assert not Paper.objects.exists()


def test_release_waits_for_every_finding(ended: Ended) -> None:
    ended.validated()
    AttendanceMark.objects.filter(enrolment=ended.malik).first().delete()  # type: ignore[union-attr]
    with pytest.raises(AttendanceToFind, match="Malik Traoré"):
        release(ended.session, SIGNATORY, by="user/3", now=EVENING)


def test_release_names_what_is_missing_of_the_organisation(ended: Ended) -> None:
    ended.validated()
    people.provider(siret="", declaration="")
    with pytest.raises(IdentityMissing, match="le SIRET et le numéro de déclaration"):
        release(ended.session, SIGNATORY, by="user/3", now=EVENING)


def test_release_freezes_and_completes_and_nothing_leaves_before(ended: Ended) -> None:
    ended.validated()
    sweep_closings(now=EVENING)
    assert not OutgoingMail.objects.filter(message__startswith="offboarding.closing").exists()
    closing = release(ended.session, SIGNATORY, by="user/3", now=EVENING)
    ended.session.refresh_from_db()
    ended.ines.refresh_from_db()
    assert ended.session.state(EVENING) == SessionState.RELEASED
    assert (ended.ines.state, ended.ines.ended_at) == (EnrolmentState.COMPLETED, ended.session.ends_at)
    assert (closing.signatory, closing.quality, closing.place) == (SIGNATORY.name, SIGNATORY.quality, "Nantes")
    assert Paper.objects.to_issue().count() == 6


def steps_of(enrolment: Enrolment) -> list[tuple[str, str]]:
    data = Paper.objects.get(enrolment=enrolment, kind=PaperKind.BILAN).data
    return [(one["what"], plain(one["when"])) for one in data["next_steps"]]


def test_a_bilan_promises_the_surveys_that_will_be_asked(ended: Ended) -> None:
    """Thirty days here, where the provider says sixty: 6 January, and not a Saturday in February."""
    known = {"changed_by": "user/3", "changed_at": EVENING}
    SessionCampaigns.objects.create(session=ended.session, cold_delay=30, **known)
    released(ended)
    assert [what for what, _when in steps_of(ended.ines)] == [
        "Donner votre avis",
        "Où en est votre action ?",
        "Ce qui vous sert vraiment",
    ]
    assert steps_of(ended.ines)[2][1] == "mercredi 6 janvier 2027"


def test_a_bilan_promises_no_survey_where_none_is_asked(ended: Ended) -> None:
    SessionCampaigns.objects.create(session=ended.session, stopped=True, changed_by="user/3", changed_at=EVENING)
    released(ended)
    assert [what for what, _when in steps_of(ended.ines)] == ["Où en est votre action ?"]


def test_a_second_release_is_refused(ended: Ended) -> None:
    released(ended)
    with pytest.raises(AlreadyReleased):
        release(ended.session, SIGNATORY, by="user/3", now=LATER)
    assert Paper.objects.count() == 6


def test_what_changes_while_a_release_is_prepared_is_seen_under_the_lock(
    ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second person reopens a bilan, then a name is corrected, between the reading and the transaction."""
    ended.validated()
    meanwhile: list[Callable[[], object]] = []

    def interrupted(*args: Any, **options: Any) -> Prepared:
        ready = prepare(*args, **options)
        if meanwhile:
            meanwhile.pop()()
        return ready

    monkeypatch.setattr(releasing, "prepare", interrupted)
    row = ended.bilan(ended.ines)
    said = Wording(strengths=["Vous cadrez."], axes=["Relire."], action="Publier un module.", word="")
    meanwhile.append(lambda: save_bilan(row, said, by="user/3", now=EVENING))
    with pytest.raises(BilansToValidate):
        release(ended.session, SIGNATORY, by="user/3", now=EVENING)
    assert not Paper.objects.exists()

    ended.validated()
    meanwhile.append(lambda: Person.objects.filter(pk=ended.ines.person_id).update(last_name="Berthier-Roy"))
    release(ended.session, SIGNATORY, by="user/3", now=EVENING)
    assert paper(ended.ines, PaperKind.CERTIFICATE).data["beneficiary"] == "Inès Berthier-Roy"


def _earlier(ended: Ended) -> None:
    last = ended.session.slots.order_by("day", "start").last()
    assert last is not None
    type(last).objects.filter(pk=last.pk).update(end=time(16))


CHANGED: list[tuple[Callable[[Ended], object], PaperKind, str, object]] = [
    (_earlier, PaperKind.CERTIFICATE, "hours", "6\xa0heures"),
    (
        lambda one: Session.objects.filter(pk=one.session.pk).update(
            programme={**one.session.programme, "title": "Autre"}
        ),
        PaperKind.CERTIFICATE,
        "course",
        "Autre",
    ),
    (lambda one: Bilan.objects.update(word="Bravo."), PaperKind.BILAN, "word", "Bravo."),
    (lambda one: one.session.trainers.update(title="tuteur"), PaperKind.BILAN, "assessor_role", "tuteur"),
]


@pytest.mark.parametrize(("change", "kind", "field", "said"), CHANGED)
def test_a_change_of_the_same_second_is_seen_whatever_it_touches(
    ended: Ended,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Ended], object],
    kind: PaperKind,
    field: str,
    said: object,
) -> None:
    """No moment is written with it: only what it says differs."""
    ended.validated()

    def interrupted(*args: Any, **options: Any) -> Prepared:
        ready = prepare(*args, **options)
        change(ended)
        return ready

    monkeypatch.setattr(releasing, "prepare", interrupted)
    release(ended.session, SIGNATORY, by="user/3", now=EVENING)
    assert paper(ended.ines, kind).data[field] == said


def test_who_left_has_a_partial_certificate_and_no_attestation(ended: Ended) -> None:
    at_noon = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)
    AttendanceMark.objects.filter(enrolment=ended.malik, presence="absent").delete()
    abandon(ended.malik, cause=AbandonCause.WORKLOAD, by="user/3", now=at_noon)
    ended.malik.refresh_from_db()
    released(ended)
    sweep_closings(now=LATER)
    found = Paper.objects.get(enrolment=ended.malik)
    assert found.kind == PaperKind.CERTIFICATE
    said = words(pdf(paper(ended.malik, PaperKind.CERTIFICATE)))
    assert "3 h 30" in said
    assert "a quitté l’action avant son terme" in said
    assert "charge de travail" not in said
    ended.malik.refresh_from_db()
    assert ended.malik.state == EnrolmentState.ABANDONED


def test_no_hour_no_paper(ended: Ended) -> None:
    AttendanceMark.objects.filter(enrolment=ended.malik).update(presence="absent")
    Bilan.objects.filter(enrolment=ended.malik).delete()
    released(ended)
    assert not Paper.objects.filter(enrolment=ended.malik).exists()
