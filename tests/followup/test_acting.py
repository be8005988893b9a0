"""What people do with a case: exchanges, postponements, outcomes, and taking them back."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lms_onboarding.enrolments.enums import AbandonCause, EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.enums import ActionKind, CaseOutcome, CaseState, Proposal, SignalKind
from lms_onboarding.followup.models import Action, Alert
from lms_onboarding.followup.models.action import HistoryIsWritten
from lms_onboarding.followup.services import (
    CaseChanged,
    CaseClosed,
    Ending,
    FollowupRefused,
    Hand,
    Message,
    NothingToUndo,
    close,
    defer,
    note_contact,
    read_reply,
    reply,
    send_message,
    sweep,
    take,
    undo,
)
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person, ProviderSettings
from tests.followup.traces import active, at, case, history, marked, morning

Learner = Callable[..., Enrolment]
NOON = at("2026-12-10 12:00")
EVENING = at("2026-12-10 18:00")


@pytest.fixture
def silent(learner: Learner, trainer: Person) -> Alert:
    learner()
    found = learner(days=(), before=())
    sweep(now=morning(3))
    return case(found)


@pytest.fixture
def hand(silent: Alert, trainer: Person) -> Hand:
    return Hand(silent.pk, trainer)


def test_an_exchange_clears_the_case_and_its_note_stays_in_the_tool(silent: Alert, hand: Hand) -> None:
    note_contact(hand, kind=ActionKind.CALLED, words="Point vendredi à 12 h 30.", now=NOON)
    silent.refresh_from_db()
    assert (silent.state, silent.contacted_at, silent.outcome) == (CaseState.HANDLED, NOON, "")
    assert silent.actions.get(kind="called").note == "Point vendredi à 12 h 30."
    entry = Entry.objects.get(verb="alert.called")
    assert entry.codes == {"alert": silent.pk}  # codes only: no word of the note


def test_a_first_exchange_keeps_its_date(silent: Alert, hand: Hand) -> None:
    note_contact(hand, kind=ActionKind.NO_ANSWER, now=NOON)
    note_contact(hand, kind=ActionKind.CALLED, now=EVENING)
    silent.refresh_from_db()
    assert (silent.contacted_at, silent.handled_at) == (NOON, EVENING)


def test_the_second_of_two_people_sees_what_the_first_did(
    silent: Alert, trainer: Person, organisation: ProviderSettings
) -> None:
    referent = organisation.pedagogical_referent
    assert referent is not None
    note_contact(Hand(silent.pk, trainer, seen=silent.version), kind=ActionKind.CALLED, now=NOON)
    with pytest.raises(CaseChanged, match="Karim Haddad a agi sur cette alerte à 12\u00a0h : « appel »"):
        close(
            Hand(silent.pk, referent, seen=silent.version),
            ending=Ending(CaseOutcome.RESUMED),
            now=EVENING,
        )
    silent.refresh_from_db()
    assert silent.outcome == ""


def test_undone_everything_is_as_before_and_the_history_says_both(silent: Alert, hand: Hand) -> None:
    note_contact(hand, kind=ActionKind.CALLED, now=NOON)
    undo(hand, now=NOON)
    silent.refresh_from_db()
    assert (silent.state, silent.contacted_at, silent.handled_at) == (CaseState.TODO, None, None)
    assert history(silent) == ["opened", "called", "undone"]
    with pytest.raises(NothingToUndo):
        undo(hand, now=NOON)


def test_history_is_never_rewritten(silent: Alert, hand: Hand) -> None:
    action = note_contact(hand, kind=ActionKind.CALLED, now=NOON)
    action.note = "Autre chose"
    with pytest.raises(HistoryIsWritten):
        action.save()
    with pytest.raises(HistoryIsWritten):
        action.delete()


def test_a_message_leaves_after_a_minute_and_may_be_taken_back_until_then(silent: Alert, hand: Hand) -> None:
    message = Message(
        subject="Un mot", text="Bonjour Inès,\n\nOù en êtes-vous ?", suggestion="followup.suggest_silence"
    )
    send_message(hand, message=message, now=NOON)
    mail = OutgoingMail.objects.get(message="followup.personal")
    assert mail.due_at == NOON + timedelta(minutes=1)
    assert (mail.from_name, mail.reply_to) == ("Karim Haddad", hand.by.email)
    undo(hand, now=NOON + timedelta(seconds=30))
    mail.refresh_from_db()
    assert mail.state == MailState.SUPPRESSED
    send_message(hand, message=message, now=EVENING)
    OutgoingMail.objects.filter(state=MailState.QUEUED, message="followup.personal").update(
        state=MailState.SENT, sent_at=EVENING
    )
    with pytest.raises(NothingToUndo, match="déjà parti"):
        undo(hand, now=EVENING)


def test_a_mail_alone_never_closes_a_case(silent: Alert, hand: Hand) -> None:
    send_message(hand, message=Message(subject="Un mot", text="Bonjour"), now=NOON)
    for number in range(4, 14):
        sweep(now=morning(number))
    silent.refresh_from_db()
    assert silent.outcome == ""
    assert silent.state == CaseState.TODO  # five days without news: time for a second sign
    assert silent.actions.filter(kind="returned", codes={"reason": "unchanged"}).count() == 1


def test_postponed_it_waits_apart_then_comes_back(silent: Alert, hand: Hand) -> None:
    defer(hand, until=at("2026-12-11 09:00"), now=NOON)
    silent.refresh_from_db()
    assert silent.state == CaseState.DEFERRED
    sweep(now=at("2026-12-11 08:45"))
    silent.refresh_from_db()
    assert silent.state == CaseState.DEFERRED
    sweep(now=at("2026-12-11 09:00"))
    silent.refresh_from_db()
    assert (silent.state, silent.deferred_until) == (CaseState.TODO, None)
    with pytest.raises(FollowupRefused, match="à venir"):
        defer(hand, until=NOON, now=EVENING)


def test_closed_it_says_how_and_nothing_old_opens_it_again(silent: Alert, hand: Hand) -> None:
    close(hand, ending=Ending(CaseOutcome.FALSE_POSITIVE, signal=SignalKind.FEW_ACTIVE_DAYS), now=NOON)
    assert sweep(now=morning(4)).cases.reopened == 0
    silent.refresh_from_db()
    assert (silent.outcome, silent.false_signal) == (CaseOutcome.FALSE_POSITIVE, SignalKind.FEW_ACTIVE_DAYS)
    with pytest.raises(CaseClosed, match="close depuis jeudi 10\u00a0décembre"):
        note_contact(hand, kind=ActionKind.CALLED, now=EVENING)


def test_something_new_opens_a_closed_case_again(silent: Alert, hand: Hand) -> None:
    close(hand, ending=Ending(CaseOutcome.RESUMED), now=NOON)
    marked(silent.enrolment, 3)
    assert sweep(now=morning(8)).cases.reopened == 1
    silent.refresh_from_db()
    assert (silent.outcome, silent.state, silent.opened_at) == ("", CaseState.TODO, morning(8))
    assert Alert.objects.count() == 1
    with pytest.raises(NothingToUndo):  # the outcome belongs to what was over
        undo(hand, now=morning(8))


def test_a_new_fact_brings_a_handled_case_back(silent: Alert, hand: Hand) -> None:
    note_contact(hand, kind=ActionKind.CALLED, now=NOON)
    marked(silent.enrolment, 2, when=at("2026-12-10 18:00"))
    sweep(now=morning(4))
    silent.refresh_from_db()
    assert silent.state == CaseState.TODO


def test_abandonment_says_why_ends_the_enrolment_and_tells_the_person_once(silent: Alert, hand: Hand) -> None:
    with pytest.raises(FollowupRefused, match="cause du départ"):
        close(hand, ending=Ending(CaseOutcome.ABANDONED), now=NOON)
    close(hand, ending=Ending(CaseOutcome.ABANDONED, cause=AbandonCause.WORKLOAD), now=NOON)
    silent.refresh_from_db()
    silent.enrolment.refresh_from_db()
    assert (silent.cause, silent.enrolment.abandon_cause) == (AbandonCause.WORKLOAD, AbandonCause.WORKLOAD)
    assert silent.enrolment.state == EnrolmentState.ABANDONED
    assert OutgoingMail.objects.filter(message="enrolment.withdrawal_recorded").count() == 1
    with pytest.raises(NothingToUndo, match="réinscrivez-la"):
        undo(hand, now=NOON)


def test_a_false_positive_names_its_signal(hand: Hand) -> None:
    with pytest.raises(FollowupRefused, match="quel signal"):
        close(hand, ending=Ending(CaseOutcome.FALSE_POSITIVE), now=NOON)


def test_closing_may_be_undone(silent: Alert, hand: Hand) -> None:
    close(hand, ending=Ending(CaseOutcome.POSTPONED, words="En mars"), now=NOON)
    undo(hand, now=EVENING)
    silent.refresh_from_db()
    assert (silent.outcome, silent.state, silent.closed_at) == ("", CaseState.TODO, None)


def test_the_learner_answers_and_the_case_comes_back_until_somebody_reads_it(silent: Alert, hand: Hand) -> None:
    note_contact(hand, kind=ActionKind.CALLED, now=NOON)
    learner = silent.enrolment.person
    reply(alert=silent.pk, learner=learner, words="Je reprends lundi.", now=EVENING)
    silent.refresh_from_db()
    assert (silent.state, silent.reply_unread_since) == (CaseState.TODO, EVENING)
    sweep(now=at("2026-12-10 18:15"))
    assert silent.signals.filter(kind=SignalKind.REPLY_UNREAD, ended_at=None).count() == 1
    assert read_reply(hand, now=at("2026-12-10 19:00")) is not None
    assert read_reply(hand, now=at("2026-12-10 19:01")) is None
    sweep(now=at("2026-12-10 19:15"))
    assert not silent.signals.filter(kind=SignalKind.REPLY_UNREAD, ended_at=None).exists()


def test_nobody_answers_in_the_place_of_another(silent: Alert, trainer: Person) -> None:
    with pytest.raises(FollowupRefused):
        reply(alert=silent.pk, learner=trainer, words="Bonjour", now=NOON)


def test_due_and_untouched_it_goes_to_the_referent_once(silent: Alert, organisation: ProviderSettings) -> None:
    assert sweep(now=at("2026-12-11 08:00")).escalations == 0  # due at eight, not after
    assert sweep(now=at("2026-12-11 08:15")).escalations == 1
    silent.refresh_from_db()
    assert silent.owner == organisation.pedagogical_referent
    assert sweep(now=at("2026-12-11 08:30")).escalations == 0
    assert OutgoingMail.objects.filter(message="followup.escalation_to_referent").count() == 1


def test_opened_again_or_back_without_news_it_goes_to_the_referent_again(
    silent: Alert, hand: Hand, organisation: ProviderSettings
) -> None:
    """The mail of each time is another one; what was handled once is not handled for ever."""
    sweep(now=at("2026-12-11 08:15"))
    close(hand, ending=Ending(CaseOutcome.RESUMED), now=at("2026-12-11 09:00"))
    marked(silent.enrolment, 3)
    sweep(now=morning(8))
    silent.refresh_from_db()
    assert (silent.owner, silent.contacted_at) == (hand.by, None)
    note_contact(hand, kind=ActionKind.CALLED, now=at("2026-12-15 10:00"))
    assert sweep(now=at("2026-12-20 10:15")).escalations == 0  # back, on a Sunday: due on the Monday
    assert sweep(now=at("2026-12-21 09:45")).escalations == 0
    reply(alert=silent.pk, learner=silent.enrolment.person, words="Je vous rappelle.", now=at("2026-12-21 10:00"))
    assert sweep(now=at("2026-12-21 10:30")).escalations == 0  # somebody must have the time to read it
    assert sweep(now=at("2026-12-22 10:15")).escalations == 1
    mails = OutgoingMail.objects.filter(message="followup.escalation_to_referent").order_by("pk")
    assert [one.key for one in mails] == [f"alert/{silent.pk}/escalation/{number}" for number in (1, 2)]
    silent.refresh_from_db()
    assert silent.owner == organisation.pedagogical_referent


def test_due_dates_count_business_days(learner: Learner) -> None:
    learner()
    gone = learner()
    marked(gone, 2, when=at("2026-12-10 18:00"))
    sweep(now=at("2026-12-11 08:00"))  # Friday
    assert case(gone).due_at == at("2026-12-14 08:00")


def test_taken_by_the_referent_it_is_theirs(silent: Alert, organisation: ProviderSettings) -> None:
    referent = organisation.pedagogical_referent
    assert referent is not None
    take(Hand(silent.pk, referent), now=NOON)
    silent.refresh_from_db()
    assert silent.owner == referent


def test_who_is_back_is_closed_by_somebody(silent: Alert, hand: Hand) -> None:
    active(silent.enrolment, 4)
    sweep(now=at("2026-12-11 10:00"))
    silent.refresh_from_db()
    assert silent.proposal == Proposal.BACK
    close(hand, ending=Ending(CaseOutcome.RESUMED), now=at("2026-12-11 11:00"))
    silent.refresh_from_db()
    assert (silent.outcome, silent.proposal) == (CaseOutcome.RESUMED, "")
    assert Action.objects.filter(alert=silent, by=hand.by, kind="closed").count() == 1


def test_too_long_a_note_is_refused_and_nothing_is_lost(silent: Alert, hand: Hand) -> None:
    with pytest.raises(FollowupRefused, match="2001 caractères"):
        note_contact(hand, kind=ActionKind.CALLED, words="a" * 2001, now=NOON)
    assert history(silent) == ["opened"]
