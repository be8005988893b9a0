"""The closing of a session as its trainer sees it: rows, forms, titles. Nothing is decided here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.offboarding.models import Bilan, PaperKind
from lms_onboarding.offboarding.services import Badge, Desk, Due, Learner, Signer, Wording, city_of, words_of
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.progress.enums import AssessedBy, Level
from lms_onboarding.progress.models import Assessment
from lms_onboarding.progress.services import Goal, Judgement

FIELDS: Final = 2  # strengths, and axes, that the form offers besides those of the draft
REASONS: Final[Mapping[str, Any]] = {
    "no_hours": _("n’a suivi aucune heure : il n’y a rien à attester."),
    "left_without_hours": _("a arrêté sans avoir suivi d’heure : il n’y a rien à attester."),
    "left": _("a arrêté avant la fin : un certificat de ses heures suivies, sans attestation ni bilan."),
}


@dataclass(frozen=True)
class Pick:
    """One learner in the list: where their bilan stands, in a word."""

    enrolment: Enrolment
    tone: str
    icon: str
    said: str


def picks_of(desk: Desk) -> list[Pick]:
    return [_pick(due, desk.bilans.get(due.learner.enrolment.pk)) for due in desk.dues()]


def _pick(due: Due, bilan: Bilan | None) -> Pick:
    enrolment = due.learner.enrolment
    if due.learner.left:
        return Pick(enrolment, "is-danger", "minus", _t("a arrêté"))
    if bilan is None:
        return Pick(enrolment, "is-danger", "minus", _t("aucune heure suivie"))
    if bilan.is_validated:
        return Pick(enrolment, "is-ok", "check", _t("validé"))
    return Pick(enrolment, "is-warn", "pen", _t("à relire"))


def title_of(desk: Desk) -> str:
    """« Cinq bilans sont validés, deux attendent votre relecture »: the state, before the name of the page."""
    waiting = len(desk.to_validate)
    done = len(desk.bilans) - waiting
    if desk.closing is None:
        return _t("Les bilans de cette session sont à préparer")
    if desk.session.released_at:
        return _half(desk)
    if not done and waiting:
        said = french.counted(waiting, "bilan attend votre relecture", "bilans attendent votre relecture")
        return f"{said[:1].upper()}{said[1:]}"
    valid = french.counted(done, "bilan est validé", "bilans sont validés")
    left = french.in_words(waiting)
    verb = "attend" if waiting == 1 else "attendent"
    said = f"{valid}, {left} {verb} votre relecture" if waiting else f"{valid}, tout est prêt à remettre"
    return f"{said[:1].upper()}{said[1:]}"


def validating(desk: Desk) -> str:
    """« Valider les deux bilans restants »."""
    waiting = len(desk.to_validate)
    if waiting == 1:
        return _t("Valider le bilan restant")
    return _t("Valider les %(bilans)s restants") % {"bilans": french.counted(waiting, "bilan")}


def _half(desk: Desk) -> str:
    if desk.is_half_issued:
        counts = {"issued": desk.issued, "due": desk.due}
        return _t("La remise est en cours : %(issued)d documents établis sur %(due)d") % counts
    return _t("Les bilans sont remis")


@dataclass(frozen=True)
class Sentence:
    """One field of the form, with the facts it comes from."""

    text: str
    sources: Sequence[str]
    edited: bool


def sentences_of(bilan: Bilan, rows: Sequence[Mapping[str, Any]]) -> list[Sentence]:
    """Those of the bilan, then empty fields, so that two are always offered."""
    said = [Sentence(row["text"], bilan.words_of(row.get("facts", [])), bool(row.get("edited"))) for row in rows]
    return said + [Sentence("", (), False)] * max(0, FIELDS - len(said))


def wording_from(posted: QueryDict) -> Wording:
    return Wording(
        strengths=posted.getlist("strengths"),
        axes=posted.getlist("axes"),
        action=posted.get("action", ""),
        word=posted.get("word", ""),
    )


def facts_of(learner: Learner) -> list[tuple[str, str]]:
    """Label and figure of the four facts at the head."""
    facts = learner.facts
    acquired = sum(goal.level == "acquired" for goal in facts.goals)
    return [
        (_t("Heures suivies"), words_of(facts)[0][1].rstrip(".").replace(" suivies", "")),
        (_t("Demi-journées"), f"{facts.halves_followed} sur {facts.halves_planned}"),
        (_t("Objectifs acquis"), f"{acquired} sur {len(facts.goals)}"),
        (_t("Leçons terminées"), f"{facts.lessons_done} sur {facts.lessons}"),
    ]


def next_to_read(desk: Desk, pk: int) -> Enrolment | None:
    """The following learner whose bilan waits, in the order of the list."""
    order = [pick.enrolment for pick in picks_of(desk)]
    here = next((rank for rank, one in enumerate(order) if one.pk == pk), 0)
    waiting = {bilan.enrolment_id for bilan in desk.to_validate if bilan.enrolment_id != pk}
    return next((one for one in (*order[here:], *order[:here]) if one.pk in waiting), None)


@dataclass(frozen=True)
class Handed:
    """People who receive the same things, on the page that confirms."""

    names: str
    papers: Sequence[str]
    reason: str = ""
    badge: str = ""
    missed: Sequence[str] = ()


def handed_over(desk: Desk, badges: Mapping[int, Badge]) -> list[Handed]:
    """`badges`, by enrolment: what was decided of each, or would be if it were released now."""
    groups: dict[tuple[tuple[PaperKind, ...], str, str, tuple[str, ...]], list[str]] = {}
    for due in desk.dues():
        badge = badges.get(due.learner.enrolment.pk) if PaperKind.ATTESTATION in due.kinds else None
        name, missed = (badge.name if badge.uuid else "", tuple(badge.missing)) if badge else ("", ())
        same = groups.setdefault((due.kinds, due.reason, name, missed), [])
        same.append(due.learner.enrolment.person.full_name)
    return [
        Handed(", ".join(names), [str(kind.label) for kind in kinds], str(REASONS.get(reason, "")), badge, missed)
        for (kinds, reason, badge, missed), names in groups.items()
    ]


def people_handed(desk: Desk) -> str:
    """« sept personnes »: those who receive something."""
    return french.counted(sum(bool(due.kinds) for due in desk.dues()), "personne", feminine=True)


class ReleaseForm(forms.Form):
    """Who signs, and that everything was read."""

    name = forms.CharField(label=_("Signataire"), max_length=200)
    quality = forms.CharField(
        label=_("Sa qualité"), max_length=200, help_text=_("« directrice », « représentant légal »…")
    )
    delegation = forms.CharField(
        label=_("Par délégation (facultatif)"),
        max_length=200,
        required=False,
        help_text=_("Quand ce n’est pas le représentant légal : « par délégation du président du 3 janvier 2026 »."),
    )
    place = forms.CharField(label=_("Fait à"), max_length=120)
    read = forms.BooleanField(
        label=_("J’ai relu ces bilans : ils parlent de faits que j’ai vus ou vérifiés."),
        error_messages={
            "required": _("Cochez la case une fois les bilans relus : ce qui est remis ne se réécrit plus.")
        },
    )

    def signer(self) -> Signer:
        said = self.cleaned_data
        return Signer(name=said["name"], quality=said["quality"], place=said["place"], delegation=said["delegation"])


def signing_first(organisation: ProviderSettings) -> dict[str, str]:
    """What the settings already say."""
    return {
        "name": organisation.signatory,
        "quality": organisation.signatory_quality,
        "place": city_of(organisation.address),
    }


@dataclass(frozen=True)
class Grid:
    """An objective to assess: its criteria, what was found, what was just typed."""

    goal: Goal
    level: str
    assessed_on: str
    evidence: str
    criteria: Sequence[str]
    by_quiz: bool
    was: str
    error: str = ""


def grids_of(
    goals: Sequence[Goal],
    found: Mapping[str, Assessment],
    posted: QueryDict | None,
    *,
    on: date,
    errors: Mapping[str, str],
) -> Iterator[Grid]:
    for rank, goal in enumerate(goals):
        row = found.get(goal.ref)
        known = {
            "level": row.level if row else "",
            "assessed_on": (row.assessed_on if row else on).isoformat(),
            "evidence": row.evidence if row else "",
        }
        typed = {name: (posted.get(f"{name}-{rank}", "") if posted else value) for name, value in known.items()}
        yield Grid(
            goal=goal,
            criteria=posted.getlist(f"criteria-{rank}") if posted else (row.criteria if row else ()),
            by_quiz=bool(row and row.source == AssessedBy.QUIZ),
            was=str(row.get_level_display()) if row else "",
            error=errors.get(goal.ref, ""),
            **typed,
        )


def judgements_from(goals: Sequence[Goal], posted: QueryDict) -> list[Judgement]:
    """Those objectives for which something was said."""
    return [
        Judgement(
            objective=goal.ref,
            level=posted.get(f"level-{rank}", ""),
            assessed_on=_day(posted.get(f"assessed_on-{rank}", "")),
            evidence=posted.get(f"evidence-{rank}", ""),
            criteria=[one for one in posted.getlist(f"criteria-{rank}") if one in goal.criteria],
            reason=posted.get(f"reason-{rank}", ""),
        )
        for rank, goal in enumerate(goals)
        if posted.get(f"level-{rank}")
    ]


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return date.min  # refused by the room, with the sentence that says which day to give


LEVELS: Final = Level.choices
