"""What the pages of surveys show, in words. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lms_onboarding.common import french
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.offboarding.services import Candidate, Figure, PartyReading, SurveyReading
from lms_onboarding.surveys.services import Comment

from .charts import Chart, chart_of, compared_chart

# Title of a party's answers, and its line among those who answered.
SAID: Final = {
    Party.HOT: ("Ce que disent les apprenants, à chaud", "Apprenants, à chaud"),
    Party.COLD: ("Ce qu’ils disent avec du recul", "Apprenants, avec du recul"),
    Party.TRAINER: ("Ce que disent les formateurs", "Formateurs"),
    Party.COMPANY: ("Ce que disent les entreprises", "Entreprises"),
    Party.FUNDER: ("Ce que disent les financeurs", "Financeurs"),
}
WHO: Final = {
    Party.HOT: "un apprenant, à chaud",
    Party.COLD: "un apprenant, avec du recul",
    Party.TRAINER: "un formateur",
    Party.COMPANY: "une entreprise",
    Party.FUNDER: "un financeur",
}
# Compared first, the others on demand.
FIRST: Final = frozenset({"hot_overall", "hot_use", "cold_use_frequency", "cold_autonomy", "company_need_met"})


@dataclass(frozen=True)
class Drawn:
    """A figure and its drawing; none when it is withheld."""

    figure: Figure
    chart: Chart | None
    aside: str

    @property
    def anchor(self) -> str:
        return f"q-{self.figure.question}-{self.figure.version}"


@dataclass(frozen=True)
class Section:
    """What one party says: scales as columns, answers in words as lines."""

    party: Party
    title: str
    anchor: str
    aside: str
    scales: tuple[Drawn, ...]
    choices: tuple[Drawn, ...]


@dataclass(frozen=True)
class Replied:
    """A line of « Qui a répondu »."""

    party: Party
    label: str
    invited: int
    answered: int
    hidden: str


@dataclass(frozen=True)
class Compared:
    """The same question in both periods, with what the difference is worth."""

    figure: Figure
    chart: Chart
    caution: str
    comes_first: bool

    @property
    def before(self) -> Figure:
        assert self.figure.before  # noqa: S101  only compared figures are made into this
        return self.figure.before


@dataclass(frozen=True)
class Said:
    """A comment and who says it, never by name. `label` is what a screen reader adds."""

    text: str
    who: str
    wording: str


@dataclass(frozen=True)
class ToLookInto:
    candidate: Candidate
    who: str


@dataclass(frozen=True)
class ReadingPage:
    title: str
    replied: tuple[Replied, ...]
    replied_words: str
    sections: tuple[Section, ...]
    compared: tuple[Compared, ...]
    comments: tuple[Said, ...]
    comments_words: str


def page_of(reading: SurveyReading, *, to_look_into: int = 0) -> ReadingPage:
    """Everything a reading shows, in order."""
    said = tuple(_said(one, comment) for one in reading.parties for comment in one.comments)
    return ReadingPage(
        title=_title(reading, to_look_into),
        replied=tuple(_replied(one) for one in reading.parties),
        replied_words=_capital(
            f"{french.out_of(reading.answered, reading.invited, 'réponse', feminine=True)} attendues"
        ),
        sections=tuple(section for one in reading.parties if (section := _section(one))),
        compared=tuple(_compared(figure) for one in reading.parties for figure in one.figures if figure.before),
        comments=said,
        comments_words=f"{_capital(french.counted(len(said), 'commentaire'))}, sans nom, dans un ordre sans rapport "
        "avec celui des réponses.",
    )


def to_look_into(found: Iterable[Candidate], names: Mapping[int, str]) -> list[ToLookInto]:
    """`names`: those of the people who signed their answers, by number."""
    return [ToLookInto(one, _who(one, names)) for one in found]


def _who(one: Candidate, names: Mapping[int, str]) -> str:
    if not one.is_named:
        return f"{_capital(_answers(one.count))} sans nom"
    return names.get(one.person) or one.organisation or _capital(WHO[one.party])


def _title(reading: SurveyReading, found: int) -> str:
    """« Dix réponses, deux points à regarder »: the state before the name of the page."""
    if not reading.invited:
        return "Personne n’a encore été sollicité"
    if not reading.answered:
        return "Aucune réponse pour l’instant"
    said = _capital(_answers(reading.answered))
    return f"{said}, {french.counted(found, 'point')} à regarder" if found else said


def _answers(count: int) -> str:
    return french.counted(count, "réponse", feminine=True)


def _replied(one: PartyReading) -> Replied:
    waiting = ""
    if one.hidden:
        plural = one.hidden > 1
        waiting = (
            f"{_capital(_answers(one.hidden))} sans nom {'ne se lisent' if plural else 'ne se lit'} pas encore : "
            "il en faut cinq dans la même session, une fois que plus personne ne peut y répondre."
        )
    return Replied(one.party, SAID[one.party][1], one.rate.invited, one.rate.answered, waiting)


def _section(one: PartyReading) -> Section | None:
    drawn = [_drawn(figure) for figure in one.figures if figure.n or figure.apart]
    if not drawn:
        return None
    title = SAID[one.party][0]
    return Section(
        party=one.party,
        title=title,
        anchor=f"dit-{one.party.value}",
        aside=f"{_capital(_answers(one.shown))}, de 1 à 5 sauf mention contraire",
        scales=tuple(one for one in drawn if one.chart is None or one.chart.columns),
        choices=tuple(one for one in drawn if one.chart is not None and one.chart.lines),
    )


def _drawn(figure: Figure) -> Drawn:
    return Drawn(figure, None if figure.withheld else chart_of(figure), _aside(figure))


def _aside(figure: Figure) -> str:
    """What stands under the chart: number of answers, mean or score when the group is large enough."""
    if figure.withheld:
        return f"{_capital(_answers(figure.n))} : visible à partir de cinq, parce qu’il s’agit d’une personne."
    parts = [_answers(figure.n)]
    if figure.mean is not None:
        parts.append(f"moyenne {french.number(float(figure.mean), places=1)}")
    if figure.nps is not None:
        sign = "+" if figure.nps.score > 0 else ""
        parts.append(f"NPS {sign}{french.number(figure.nps.score)}")
        parts.append(
            f"{figure.nps.promoters} de 9 à 10, {figure.nps.passives} de 7 à 8, {figure.nps.detractors} de 0 à 6"
        )
        if figure.nps.cautious:
            parts.append("à lire avec prudence sous trente réponses")
    if figure.apart:
        parts.append(f"{figure.apart} « {figure.apart_label} »")
    if figure.version:
        parts.append(f"version {figure.version} de la question")
    return _capital(" ; ".join(parts)) + "."


def _compared(figure: Figure) -> Compared:
    assert figure.before  # noqa: S101  asked for by the caller
    small = figure.comparison_is_small
    caution = (
        "Deux groupes différents, et petits : un signe, pas une preuve."
        if small
        else "Deux groupes différents : d’autres causes ont pu jouer."
    )
    return Compared(figure, compared_chart(figure), caution, figure.question in FIRST)


def _said(party: PartyReading, comment: Comment) -> Said:
    return Said(comment.text, WHO[party.party], comment.wording)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
