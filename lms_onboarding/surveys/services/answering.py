"""Writing answers: a draft at each section, then the whole, sent with or without a name."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from django.db import transaction

from lms_onboarding.common.calendar import local_date
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.services import provider
from lms_onboarding.surveys.enums import InvitationState, Naming
from lms_onboarding.surveys.models import Draft, Invitation, Response, RestrictedAnswer
from lms_onboarding.surveys.refusals import AlreadySealed, NotOpen
from lms_onboarding.surveys.rules import (
    Answer,
    Asked,
    AskedSection,
    Checked,
    Form,
    Question,
    ask,
    check,
    cleared,
    read_context,
    read_form,
    visible,
)

from .shuffling import add_unnamed

NAMING: Final = "naming"  # the field where a person says if their name goes with the answers
SAID: Final = frozenset({Naming.NAMED, Naming.ANONYMOUS})


class Incomplete(Exception):
    """Some answers are missing or wrong; `checked` says which, `section` is the rank of the first one concerned."""

    def __init__(self, checked: Checked, section: int) -> None:
        super().__init__(", ".join(checked.errors))
        self.checked = checked
        self.section = section


@dataclass(frozen=True)
class Sheet:
    """The questionnaire as its respondent has it in hand: what is asked, what is already answered.

    `naming` is empty until the person has chosen, where the choice is theirs.
    """

    invitation: Invitation
    form: Form
    naming: str
    answers: Mapping[str, Answer]
    draft: Draft | None
    response: Response | None

    @property
    def anonymous(self) -> bool:
        return self.naming == Naming.ANONYMOUS

    @property
    def naming_is_open(self) -> bool:
        """Whether the person may still say if their name goes with the answers."""
        return self.form.naming is Naming.CHOICE and self.response is None

    @property
    def sealed(self) -> bool:
        """Sent without a name: nothing leads back to it, so nothing can change it."""
        return self.invitation.answered_on is not None and self.response is None

    @cached_property
    def sections(self) -> tuple[AskedSection, ...]:
        context = read_context(self.invitation.context, anonymous=self.anonymous, seed=self.invitation.key)
        return ask(self.form, context)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        return tuple(item for section in self.sections for item in section.asked)

    @cached_property
    def shown(self) -> list[Asked]:
        """What is asked, given the answers so far."""
        return visible(self.asked, self.answers)


def sheet_of(invitation: Invitation) -> Sheet:
    """Read what this person wrote, restricted answers included, for themselves alone. Three queries at most."""
    form = read_form(invitation.version.content)
    draft = Draft.objects.filter(invitation=invitation).first()
    response = Response.objects.filter(invitation=invitation).first()
    answers: dict[str, Answer] = dict(draft.answers if draft else response.answers if response else {})
    if any(question.restricted for question in form.questions):
        for row in RestrictedAnswer.objects.filter(invitation=invitation):
            if kept := row.draft if draft else row.value:
                answers[row.question] = kept
    return Sheet(invitation, form, _naming(form, draft, response), answers, draft, response)


def _naming(form: Form, draft: Draft | None, response: Response | None) -> str:
    if response is not None:
        return response.naming
    if form.naming is not Naming.CHOICE:
        return form.naming
    return draft.naming if draft else ""


def save_draft(
    invitation: Invitation,
    given: Mapping[str, object],
    *,
    fields: Collection[str],
    naming: str = "",
    now: datetime,
) -> tuple[Sheet, Checked]:
    """Keep what was given to `fields`, the questions of one page; what is wrong is told and leaves what was kept.

    A field of `fields` without answer loses the one it had; what a nameless sheet does not ask is dropped.
    Returns the sheet as it then stands. Raises NotOpen, AlreadySealed.
    """
    with transaction.atomic():
        sheet = _locked(invitation, now)
        if sheet.naming_is_open and naming in SAID:
            sheet = _renamed(sheet, naming)
        asked = [item for item in sheet.asked if item.field in fields]
        checked = with_naming(check(asked, given), sheet, asked_now=NAMING in fields)
        kept = {name: answer for name, answer in sheet.answers.items() if not _replaced(name, asked, checked)}
        # an answer hidden by a change of mind stays in the draft, in case of another; sending leaves it out
        both = {**kept, **checked.answers}
        answers = {item.field: both[item.field] for item in sheet.asked if item.field in both}
        draft = _write_draft(sheet, answers, now)
    return Sheet(sheet.invitation, sheet.form, sheet.naming, answers, draft, sheet.response), checked


def _replaced(name: str, asked: list[Asked], checked: Checked) -> bool:
    """Answered again, or emptied; a wrong answer does not erase the right one that was there."""
    wrong = name in checked.errors and name not in checked.missing
    return not wrong and any(item.field == name for item in asked)


def submit(invitation: Invitation, *, now: datetime) -> Invitation:
    """Send what the draft holds. Named, it can be edited until the closing; without a name, never again.

    Raises NotOpen, AlreadySealed, Incomplete.
    """
    with transaction.atomic():
        sheet = _locked(invitation, now)
        checked = with_naming(check(sheet.shown, sheet.answers), sheet, asked_now=True)
        if checked.errors:
            raise Incomplete(checked, _first_section(sheet, checked))
        answers = cleared(sheet.asked, checked.answers)
        if sheet.anonymous:
            _send_unnamed(sheet, answers)
        else:
            _send_named(sheet, answers, now)
        Draft.objects.filter(invitation=sheet.invitation).delete()
        if sheet.invitation.answered_on is None:
            sheet.invitation.answered_on = local_date(now, provider().zone)
            sheet.invitation.save(update_fields=["answered_on"])
    return sheet.invitation


def _locked(invitation: Invitation, now: datetime) -> Sheet:
    row = Invitation.objects.select_for_update(of=("self",)).select_related("version").get(pk=invitation.pk)
    if row.state(now) is not InvitationState.OPEN:
        raise NotOpen
    sheet = sheet_of(row)
    if sheet.sealed:
        raise AlreadySealed
    return sheet


def _renamed(sheet: Sheet, naming: str) -> Sheet:
    return Sheet(sheet.invitation, sheet.form, naming, sheet.answers, sheet.draft, sheet.response)


def with_naming(checked: Checked, sheet: Sheet, *, asked_now: bool) -> Checked:
    """`checked`, with what is said to somebody who has not chosen whether to give their name."""
    if sheet.naming or not asked_now:
        return checked
    sentence = "Choisissez si votre nom accompagne vos réponses."
    return Checked(checked.answers, {NAMING: sentence, **checked.errors}, checked.missing | {NAMING})


def _restricted(sheet: Sheet, answers: Mapping[str, Answer]) -> dict[str, tuple[str, str]]:
    """Question → (reader, key of the choice)."""
    return {
        item.field: (item.question.restricted, str(answers[item.field]))
        for item in sheet.asked
        if item.question.restricted and item.field in answers
    }


def _write_draft(sheet: Sheet, answers: Mapping[str, Answer], now: datetime) -> Draft:
    restricted = _restricted(sheet, answers)
    values = {name: answer for name, answer in answers.items() if name not in restricted}
    draft, _made = Draft.objects.update_or_create(
        invitation=sheet.invitation, defaults={"naming": sheet.naming, "answers": values, "saved_at": now}
    )
    if any(question.restricted for question in sheet.form.questions):
        rows = RestrictedAnswer.objects.filter(invitation=sheet.invitation)
        rows.exclude(question__in=restricted).update(draft="")
        rows.filter(draft="", value="").delete()
        for name, (reader, choice) in restricted.items():
            rows.update_or_create(
                invitation=sheet.invitation, question=name, defaults={"reader": reader, "draft": choice}
            )
    return draft


def _send_named(sheet: Sheet, answers: Mapping[str, Answer], now: datetime) -> None:
    restricted = _restricted(sheet, answers)
    values = {name: answer for name, answer in answers.items() if name not in restricted}
    if sheet.response is not None and _says_the_same(sheet, values, restricted):
        RestrictedAnswer.objects.filter(invitation=sheet.invitation).update(draft="")
        return  # a double press, or a change taken back: neither a new edition nor a new fact
    edition = sheet.response.edition + 1 if sheet.response else 1
    Response.objects.update_or_create(
        invitation=sheet.invitation,
        defaults={
            "version": sheet.invitation.version,
            "group": sheet.invitation.group,
            "occasion": sheet.invitation.occasion,
            "naming": Naming.NAMED,
            "answers": values,
            "submitted_at": now,
            "edition": edition,
        },
    )
    rows = RestrictedAnswer.objects.filter(invitation=sheet.invitation)
    rows.exclude(question__in=restricted).delete()
    for row in rows.filter(question__in=restricted):
        _send_restricted(row, restricted[row.question][1], sheet.form.by_key[row.question], now)
    actor = sheet.invitation.respondent_key or f"invitation/{sheet.invitation.pk}"
    codes = {"invitation": sheet.invitation.pk, "edition": edition, "version": sheet.invitation.version_id}
    record(Fact("survey.answered", sheet.invitation.about, now, actor, codes), now=now)


def _says_the_same(sheet: Sheet, values: Mapping[str, Answer], restricted: Mapping[str, tuple[str, str]]) -> bool:
    """Whether these are the answers already sent, those that one person alone reads included."""
    sent = RestrictedAnswer.objects.filter(invitation=sheet.invitation).exclude(value="")
    said = dict(sent.values_list("question", "value"))
    same = {name: choice for name, (_reader, choice) in restricted.items()} == said
    return same and sheet.response is not None and dict(sheet.response.answers) == dict(values)


def _send_restricted(row: RestrictedAnswer, choice: str, question: Question, now: datetime) -> None:
    """The same answer sent again keeps its day and what was done about it; another one is a new request."""
    row.draft = ""
    if row.value != choice:
        row.value, row.submitted_at, row.handled_at = choice, now, None
        row.asks = choice in question.asking
    row.save(update_fields=["value", "draft", "submitted_at", "asks", "handled_at"])


def _send_unnamed(sheet: Sheet, answers: Mapping[str, Answer]) -> None:
    """No entry in the journal: its instant would stand beside the order of the answers."""
    RestrictedAnswer.objects.filter(invitation=sheet.invitation).delete()
    add_unnamed(sheet.invitation, answers)


def _first_section(sheet: Sheet, checked: Checked) -> int:
    if NAMING in checked.errors:
        return 0
    return next(
        rank
        for rank, section in enumerate(sheet.sections)
        if any(item.field in checked.errors for item in section.asked)
    )
