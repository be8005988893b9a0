"""Named answers in words, as the team reads them. Restricted answers are not among them: they have their own door."""

from collections.abc import Iterable
from dataclasses import dataclass

from lms_onboarding.surveys.enums import Kind, Naming
from lms_onboarding.surveys.models import Invitation, Response
from lms_onboarding.surveys.rules import Answer, Asked, Form, ask, read_context, read_form


@dataclass(frozen=True)
class Told:
    """A question as it was put, and what was answered. `objective` is its ref when the question is repeated."""

    question: str
    wording: str
    words: str
    objective: str = ""
    degree: int | None = None


def told(invitations: Iterable[Invitation]) -> dict[int, tuple[Told, ...]]:
    """Invitation pk → its answers, in the order of the questions; nothing for who has not answered with a name.

    One query, whatever their number; the invitations must come with their version.
    """
    known = {one.pk: one for one in invitations}
    rows = Response.objects.filter(invitation_id__in=known, naming=Naming.NAMED)
    forms: dict[int, Form] = {}
    found: dict[int, tuple[Told, ...]] = {}
    for pk, answers in rows.values_list("invitation_id", "answers"):
        if pk is not None:
            one = known[pk]
            if one.version_id not in forms:
                forms[one.version_id] = read_form(one.version.content)
            found[pk] = tuple(_said(one, forms[one.version_id], answers))
    return found


def _said(invitation: Invitation, form: Form, answers: dict[str, Answer]) -> Iterable[Told]:
    for section in ask(form, read_context(invitation.context, seed=invitation.key)):
        for item in section.asked:
            if item.field in answers:
                yield _one(item, answers[item.field])


def _one(item: Asked, answer: Answer) -> Told:
    question, scale = item.question, item.question.scale
    degree = answer if scale is not None and isinstance(answer, int) else None
    return Told(
        question=question.key,
        wording=item.objective.text if item.objective else item.wording,
        words=_words(item, answer),
        objective=item.objective.ref if item.objective else "",
        degree=degree,
    )


def _words(item: Asked, answer: Answer) -> str:
    question, scale = item.question, item.question.scale
    if question.kind is Kind.TEXT:
        return str(answer)
    if scale is not None and isinstance(answer, int):
        label = scale.labels[answer - scale.lowest] if scale.labels else f"sur {scale.highest}"
        return f"{answer} : {label[:1].lower()}{label[1:]}" if scale.labels else f"{answer} {label}"
    labels = {choice.key: choice.label for choice in item.choices}
    values = answer if isinstance(answer, list | tuple) else [answer]
    return " ; ".join(labels.get(str(value), question.na if value == "na" else str(value)) for value in values)
