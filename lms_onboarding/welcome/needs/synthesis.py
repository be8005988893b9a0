"""The analysis itself: what a person of the team retains, decides and gives back. Signed, dated, never rewritten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.welcome.enums import Adaptation, Decision, Source
from lms_onboarding.welcome.models import NeedsSynthesis
from lms_onboarding.welcome.models.needs import FIT_FROM, FIT_TO, LONGEST


class SynthesisRefused(Refused):
    """What was written is not an analysis yet; the sentence says what it lacks."""


class AlreadySynthesised(Refused):
    """Somebody signed one meanwhile: nothing is replaced unread."""

    def __init__(self, current: NeedsSynthesis) -> None:
        super().__init__(
            _("%(name)s vient de signer une synthèse : lisez-la, puis signez la vôtre si elle doit la remplacer.")
            % {"name": current.author_name}
        )


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """`restated` is read by the learner, in the kit and on their page; the rest stays in the team."""

    need: str
    fit: int
    sources: Iterable[str]
    decision: str
    reason: str
    restated: str
    adaptations: Iterable[str] = ()


@dataclass(frozen=True)
class Author:
    """Who signs: `key` is « user/3 »."""

    key: str
    name: str


def synthesise(
    enrolment: Enrolment, analysis: Analysis, *, author: Author, replaces: int | None = None, now: datetime
) -> NeedsSynthesis:
    """Sign a synthesis. `replaces` is the one its author had before their eyes, None when there was none.

    Raises SynthesisRefused, AlreadySynthesised.
    """
    fields = _complete(analysis)
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
        if locked.state == EnrolmentState.CANCELLED:
            raise SynthesisRefused(_("Cette inscription est annulée : il n’y a plus de besoin à analyser."))
        current = NeedsSynthesis.objects.current().filter(enrolment=locked).first()
        if current is not None and current.pk != replaces:
            raise AlreadySynthesised(current)
        if current is not None:
            NeedsSynthesis.objects.filter(pk=current.pk).update(superseded_at=now)
        made = NeedsSynthesis.objects.create(
            enrolment=locked,
            **fields,
            author_key=author.key,
            author_name=author.name,
            written_at=now,
            supersedes=current,
        )
        codes: dict[str, str | int | bool | None] = {
            "synthesis": made.pk,
            "decision": str(made.decision),
            "supersedes": current.pk if current else None,
        }
        record(Fact("needs.analysed", locked.key, occurred_at=now, actor=author.key, codes=codes), now=now)
    return made


def _complete(analysis: Analysis) -> dict[str, object]:
    sources = [str(one) for one in analysis.sources if one in Source.values]
    adaptations = [str(one) for one in analysis.adaptations if one in Adaptation.values]
    texts = {name: " ".join(getattr(analysis, name).split()) for name in ("need", "reason", "restated")}
    lacks = {
        "need": _("Écrivez le besoin que vous retenez, en une phrase."),
        "reason": _("Écrivez les faits qui vous décident."),
        "restated": _("Écrivez la phrase que lira la personne : ce que vous avez compris, ce que vous prévoyez."),
    }
    for name, sentence in lacks.items():
        if not texts[name]:
            raise SynthesisRefused(sentence, field=name)
        if len(texts[name]) > LONGEST[name]:
            long = _("Ce texte dépasse %(longest)s caractères : allez à l’essentiel.")
            raise SynthesisRefused(long % {"longest": LONGEST[name]}, field=name)
    if not sources:
        raise SynthesisRefused(_("Cochez ce sur quoi vous vous appuyez."), field="sources")
    if analysis.decision not in Decision.values:
        raise SynthesisRefused(_("Choisissez une décision."), field="decision")
    if not FIT_FROM <= analysis.fit <= FIT_TO:
        raise SynthesisRefused(_("Situez le programme prévu entre 1 et 5."), field="fit")
    if analysis.decision == Decision.ADAPT and not adaptations:
        raise SynthesisRefused(_("Cochez ce que vous adaptez."), field="adaptations")
    kept = adaptations if analysis.decision == Decision.ADAPT else []
    return {**texts, "sources": sources, "decision": analysis.decision, "adaptations": kept, "fit": analysis.fit}
