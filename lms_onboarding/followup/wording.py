"""The reasons of a case in plain words: what was seen, since when, never a score nor a forecast."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from lms_onboarding.common import french

from .enums import SUFFICIENT, CaseState, Proposal, SignalKind, Stuck
from .models import Alert, Signal


@dataclass(frozen=True, slots=True)
class Reason:
    """`lead` stands out, `rest` follows it; `observed` and `threshold` are for the table. `icon`: of icons.svg."""

    kind: SignalKind
    lead: str
    rest: str
    observed: str
    threshold: str
    suffices: bool
    icon: str

    @property
    def sentence(self) -> str:
        return f"{self.lead}{self.rest}"


_ICONS = {
    SignalKind.STUCK: "help",
    SignalKind.ABSENCE: "alert",
    SignalKind.ACCESS_MISSING: "mail",
    SignalKind.ACCESS_BOUNCED: "mail",
    SignalKind.REPLY_UNREAD: "mail",
    SignalKind.FEW_ACTIVE_DAYS: "clock",
    SignalKind.FEW_VISITS_BEFORE: "calendar",
    SignalKind.NO_CONTENT: "minus",
}


def reason(signal: Signal, *, zone: ZoneInfo) -> Reason:
    """One signal, as its trainer reads it."""
    kind = SignalKind(signal.kind)
    day = french.day(french.local(signal.since, zone).date(), year=False)
    lead, rest = _told(signal, kind, day)
    observed, threshold = _measured(signal, kind, day)
    return Reason(kind, lead, rest, observed, threshold, kind in SUFFICIENT, _ICONS[kind])


def _told(signal: Signal, kind: SignalKind, day: str) -> tuple[str, str]:
    count = signal.observed
    missed = french.counted(count, "demi-journée manquée", "demi-journées manquées", feminine=True)
    days = french.counted(count, "jour d’activité", "jours d’activité")
    visits = french.counted(count, "jour de visite", "jours de visite")
    late = count >= Stuck.OVERDUE
    return {
        SignalKind.STUCK: (
            _("« Je suis bloqué »"),
            _(", sans réponse depuis plus d’un jour ouvré (%(day)s)") % {"day": day}
            if late
            else _(", demandé %(day)s") % {"day": day},
        ),
        SignalKind.ABSENCE: (
            _("Absence non excusée") if count == 1 else _capital(missed),
            f", {day}" if count == 1 else _(" sans excuse, la dernière notée %(day)s") % {"day": day},
        ),
        SignalKind.ACCESS_MISSING: (_("Accès non envoyé"), _(" : aucun kit de bienvenue n’est parti avant le début")),
        SignalKind.ACCESS_BOUNCED: (_("Kit de bienvenue rejeté"), _(" par sa messagerie, %(day)s") % {"day": day}),
        SignalKind.REPLY_UNREAD: (_("Réponse que personne n’a lue"), _(", laissée %(day)s") % {"day": day}),
        SignalKind.FEW_ACTIVE_DAYS: (
            _("Aucun jour d’activité") if count == 0 else _capital(days),
            _(" depuis le début"),
        ),
        SignalKind.FEW_VISITS_BEFORE: (
            _("Aucune visite") if count == 0 else _capital(visits),
            _(" avant le début"),
        ),
        SignalKind.NO_CONTENT: (_("Premier contenu jamais ouvert"), ""),
    }[kind]


def _measured(signal: Signal, kind: SignalKind, day: str) -> tuple[str, str]:
    """« 1, mardi 4 mars » and « 1 absence », as the table of signals shows them."""
    count, limit = signal.observed, signal.threshold
    late = _("sans réponse depuis plus d’un jour ouvré") if count >= Stuck.OVERDUE else _("en attente de réponse")
    expected = _("moins de %(days)s jours") % {"days": limit} if limit > 1 else _("moins d’un jour")
    return {
        SignalKind.STUCK: (f"{late}, {day}", _("une demande")),
        SignalKind.ABSENCE: (f"{count}, {day}", _("1 demi-journée")),
        SignalKind.ACCESS_MISSING: (_("aucun envoi"), _("rien d’envoyé au début")),
        SignalKind.ACCESS_BOUNCED: (_("rejeté, %(day)s") % {"day": day}, _("un rejet")),
        SignalKind.REPLY_UNREAD: (f"{count}, {day}", _("1 réponse")),
        SignalKind.NO_CONTENT: (_("jamais ouvert"), _("jamais ouvert")),
    }.get(kind, (_days(count), expected))


def _days(count: int) -> str:
    return _("aucun jour") if count == 0 else f"{count}\u00a0{'jour' if count == 1 else 'jours'}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def urgency(alert: Alert, kinds: Iterable[str]) -> tuple[str, str, str]:
    """Words, tone and icon of the tag of a case: « À appeler aujourd’hui », « danger », « alert »."""
    found = set(kinds)
    if alert.proposal:
        words = {
            Proposal.BACK: _("De retour"),
            Proposal.EXPLAINED: _("Motif levé"),
            Proposal.LEFT: _("Inscription terminée"),
        }[Proposal(alert.proposal)]
        return words, "ok", "check"
    if SignalKind.REPLY_UNREAD in found:
        return _("Réponse à lire"), "danger" if alert.first else "warn", "mail"
    if SignalKind.STUCK in found:
        return _("Demande d’aide"), "danger" if alert.first else "warn", "help"
    if alert.first or SignalKind.ABSENCE in found:
        return _("À appeler aujourd’hui"), "danger", "alert"
    if found & {SignalKind.ACCESS_BOUNCED, SignalKind.ACCESS_MISSING}:
        return _("Accès à rétablir"), "warn", "mail"
    return _("À contacter"), "warn", "clock"


@dataclass(frozen=True, slots=True)
class Told:
    """The tag of a case (words, tone, icon) and what to do."""

    tag: str
    tone: str
    icon: str
    advice: str


def told(alert: Alert, signals: Iterable[Signal]) -> Told:
    """What a trainer reads first; `alert` came with its learner."""
    kinds = [signal.kind for signal in signals]
    person = alert.enrolment.person
    said = advice(alert, kinds, first_name=person.first_name or person.full_name, unanswered=is_unanswered(alert))
    if alert.is_closed:
        return Told(_capital(str(alert.get_outcome_display())), "ok", "check", said)
    return Told(*urgency(alert, kinds), said)


def reasons_of(signals: Iterable[Signal], *, zone: ZoneInfo) -> list[Reason]:
    """Those that suffice alone first."""
    return sorted((reason(signal, zone=zone) for signal in signals), key=lambda one: not one.suffices)


def is_unanswered(alert: Alert) -> bool:
    """Somebody gave a sign, days went by, and nothing came back."""
    return alert.handled_at is not None and alert.state == CaseState.TODO and not alert.proposal


def advice(alert: Alert, kinds: Iterable[str], *, first_name: str, unanswered: bool) -> str:
    """What to do now, in a sentence or two."""
    found = set(kinds)
    access = {SignalKind.ACCESS_BOUNCED, SignalKind.ACCESS_MISSING}
    said = (
        (alert.is_closed, _("Rien à faire : l’alerte est close.")),
        (
            alert.proposal == Proposal.BACK,
            _("%(who)s a repris. Confirmez la reprise, avec un mot si vous le souhaitez."),
        ),
        (
            alert.proposal == Proposal.EXPLAINED,
            _("Ce qui avait ouvert l’alerte n’est plus vrai. Dites comment elle finit."),
        ),
        (alert.proposal == Proposal.LEFT, _("L’inscription n’est plus active. Dites comment l’alerte finit.")),
        (SignalKind.REPLY_UNREAD in found, _("Lisez ce que %(who)s a répondu, puis dites ce que vous faites.")),
        (SignalKind.STUCK in found, _("Quinze minutes en visio avec partage d’écran, sur son propre cas.")),
        (unanswered, _("Pas de réponse à votre premier signe. Un message très court, puis un appel.")),
        (SignalKind.ABSENCE in found, _("Un appel court : un imprévu se rattrape mieux le lendemain.")),
        (bool(found & access), _("Vérifiez son adresse, puis renvoyez le kit.")),
        (True, _("Demandez où en est %(who)s, et proposez une seule première étape.")),
    )
    return next(text for holds, text in said if holds) % {"who": first_name}


def age(since: datetime, *, now: datetime) -> str:
    """« trois heures », « deux jours »."""
    spent = max(now - since, timedelta())
    if spent < timedelta(hours=1):
        return _("moins d’une heure")
    if spent < timedelta(days=1):
        return french.counted(int(spent.total_seconds() // 3600), "heure", feminine=True)
    return french.counted(spent.days, "jour")
