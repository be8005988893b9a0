"""What a person reads first: the offline index, the read-me, the chronology of each session."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from django.template.loader import render_to_string

from lms_onboarding.common import french
from lms_onboarding.documents.printing.page import Imprint, Provider
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import on_paper
from qualiopi.indicators.frame import Group

from .context import Context
from .listing import list_lines, table_lines
from .mails import NAMING
from .naming import ascii_name
from .papers import Chronology, Event, chronology
from .papers import readme as draw_readme
from .rows import Row
from .wording import scope_of

NOTES = (
    "Chaque fichier est listé avec son empreinte SHA-256 dans SHA256SUMS, signé par le cachet électronique de "
    "l’organisme (SIGNATURE.p7s, détachée). La commande verify_export relit tout et nomme ce qui aurait changé.",
    "Les documents remis et les courriers sont joints octet pour octet, tels qu’ils sont partis : ils portent donc le "
    "nom de leur destinataire. L’index, les noms de fichiers et les fiches n’utilisent que des pseudonymes.",
    "La date du fait et celle de la pièce sont toujours distinctes. Ce dossier ne déclare aucune conformité : il dit "
    "ce qui est présent, partiel, absent, à revoir ou non applicable.",
    "Les signalements confidentiels n’y figurent jamais.",
)


def provider_on_paper(context: Context) -> Provider:
    return on_paper(context.organisation, now=context.wanted.as_of)


def imprint(context: Context, kind: str, number: str) -> Imprint:
    """Dated by `as_of`: two exports of one moment are the same bytes."""
    return Imprint(kind, number, context.wanted.as_of, zone=context.organisation.zone.key)


MARK: Final = "\0"  # where lines come, in the page drawn without them


def index(context: Context, rows: Sequence[Row]) -> Iterator[bytes]:
    """The offline index, part after part: its lines are as many as the pieces, and are never held together."""
    by_indicator: dict[int, list[Row]] = defaultdict(list)
    by_session: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_session[row.session_pk].append(row)
        for number in row.kind.proves:
            by_indicator[number].append(row)
    page = render_to_string(
        "lmso_qualiopi/export/index.html", {"dossier": _dossier(context, rows, by_indicator, by_session), "mark": MARK}
    )
    for rank, part in enumerate(page.split(MARK)):
        if rank % 2 == 0:
            yield part.encode()
        elif part.startswith("i"):
            number = int(part[1:])
            yield table_lines(by_indicator[number], number).encode()
        else:
            yield list_lines(by_session[int(part[1:])]).encode()


def _dossier(
    context: Context,
    rows: Sequence[Row],
    by_indicator: Mapping[int, Sequence[Row]],
    by_session: Mapping[int, Sequence[Row]],
) -> dict[str, Any]:
    return {
        "provider": context.organisation.name,
        "scope": scope_of(context.wanted, len(context.matrix.cells)),
        "grid": context.grid,
        "as_of": french.local(context.wanted.as_of),
        "as_of_words": french.day_and_hour(french.local(context.wanted.as_of)),
        "pieces": len(rows),
        "lacks": [_lack(context, gap) for gap in context.gaps],
        "by_indicator": [
            {"number": number, "title": one.title, "count": len(by_indicator.get(number, ()))}
            for number, one in context.grid.indicators.items()
        ],
        "by_session": [_session(context, group, len(by_session.get(pk, ()))) for pk, group in _groups(context)],
        "of_the_house": len(by_session.get(0, ())),
    }


def readme(context: Context, rows: Sequence[Row]) -> bytes:
    one = context.organisation
    unreadable = sum(not row.path for row in rows)
    facts = (
        ("Organisme", ", ".join(part for part in (one.name, one.address) if part)),
        ("Déclaration d’activité", one.declaration),
        ("Échantillon", scope_of(context.wanted, len(context.matrix.cells))),
        ("Audit visé", french.day(context.wanted.audit)),
        ("Grille", f"{context.grid.name}, {context.grid.legal}"),
        ("État au", french.day_and_hour(french.local(context.wanted.as_of))),
        ("Demandé par", context.author),
        ("Noms", NAMING[context.wanted.nominative]),
        ("Pièces", f"{len(rows)}, dont {unreadable} sans fichier" if unreadable else str(len(rows))),
        ("Lacunes", str(len(context.gaps))),
    )
    provisional = tuple(f"À valider : {told}." for told in context.grid.provisional)
    number = f"{context.wanted.as_of:%Y%m%d-%H%M}"
    paper = imprint(context, "Dossier de preuves", number)
    return draw_readme(provider_on_paper(context), paper, facts, NOTES + provisional)


def chronologies(context: Context, rows: Sequence[Row]) -> Iterator[tuple[int, Callable[[], bytes]]]:
    """The chronology of each session, in their order, to be drawn."""
    by_session: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_session[row.session_pk].append(row)
    for pk, group in _groups(context):
        if group.starts_at is None or group.ends_at is None:
            continue
        lacks = [
            (f"{gap.title} ({len(gap.units)})", gap.owner, french.day_digits(french.local(gap.due).date()))
            for gap in context.gaps
            if gap.session == pk
        ]
        told = Chronology(
            course=group.title,
            code=group.code,
            period=_dates(group),
            referential=f"Grille {context.grid.name}, {context.grid.legal}",
            start=group.starts_at,
            events=_events(by_session.get(pk, []), context),
            lacks=lacks,
        )
        yield pk, partial(chronology, provider_on_paper(context), imprint(context, "Chronologie", group.code), told)


def correspondence(context: Context) -> Iterable[tuple[str, str]]:
    """Pseudonym and name of each learner of the sample."""
    people = {
        learner.person: context.learners[learner.pk] for _pk, group in _groups(context) for learner in group.learners
    }
    found = Person.objects.in_bulk(list(people))
    return [(name, found[person].full_name) for person, name in sorted(people.items(), key=lambda one: one[1])]


def _groups(context: Context) -> Iterable[tuple[int, Group]]:
    return context.matrix.frame.groups.items()


def _events(rows: Sequence[Row], context: Context) -> list[Event]:
    """The same fact at the same minute is one line, whatever the number of learners it is about."""
    together: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        minute = row.occurred_at.replace(second=0, microsecond=0)
        together[minute, row.kind.id, row.author, row.note, bool(row.path)].append(row)
    return [_event(members, context) for members in together.values()]


def _event(rows: Sequence[Row], context: Context) -> Event:
    first = rows[0]
    return Event(
        occurred_at=min(row.occurred_at for row in rows),
        produced_at=max(row.produced_at for row in rows),
        title=first.title,
        author=first.author,
        learners=sorted({row.learner for row in rows if row.learner}),
        note=first.note,
        files=[(row.path, row.sha256) for row in rows if row.path],
        indicators=[number for number in first.kind.proves if number in context.grid.indicators],
    )


def _session(context: Context, group: Group, count: int) -> dict[str, Any]:
    return {
        "pk": group.pk,
        "code": group.code,
        "title": group.title,
        "dates": _dates(group),
        "why": context.sample.why.get(group.pk, ""),
        "chronology": f"ECHANTILLON/{ascii_name(group.code)}/00_chronologie.pdf",
        "count": count,
    }


def _lack(context: Context, gap: Any) -> dict[str, Any]:
    return {
        "title": gap.title,
        "count": len(gap.units),
        "session": gap.session_code,
        "indicators": ", ".join(str(number) for number in gap.indicators),
        "due": french.local(gap.due),
        "owner": gap.owner,
        "severity": gap.severity,
        "flaws": ", ".join(gap.flaws),
    }


def _dates(group: Group) -> str:
    if group.starts_at is None or group.ends_at is None:
        return "dates à venir"
    return french.period(french.local(group.starts_at).date(), french.local(group.ends_at).date())
