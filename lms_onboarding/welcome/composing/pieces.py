"""What is drawn once and found again: programme and calendar of an edition, convocation of a kit."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar

from django.utils.translation import gettext as _

from lms_onboarding.documents.models import Blob, IssuedDocument
from lms_onboarding.documents.printing.house import UnprintableText
from lms_onboarding.documents.services import Draw, Order, issue, issue_many, store, supersede
from lms_onboarding.mailing.services import CompositionRefused, Part
from lms_onboarding.welcome.agenda import FILENAME, agenda_of
from lms_onboarding.welcome.content import Appointment, Content, Personal
from lms_onboarding.welcome.documents import convocation_of, page_of, programme_of
from lms_onboarding.welcome.freezing import from_json
from lms_onboarding.welcome.models import KitEdition, WelcomeKit
from lms_onboarding.welcome.pdf.convocation import render_convocation
from lms_onboarding.welcome.pdf.programme import render_programme

ICS: Final = "text/calendar"
KEPT: Final = 64

Key = TypeVar("Key")
Kept = TypeVar("Kept")

_contents: dict[tuple[int, str], Content] = {}
_drawn: dict[tuple[int, str, int, str], tuple[IssuedDocument, Blob]] = {}


def dress(edition: KitEdition) -> None:
    """Give an edition what was already drawn for it, from the memory of this process when it has it."""
    programme, agenda = edition.programme_id, edition.agenda_id
    if programme is None or agenda is None:
        return
    key = (edition.pk, edition.fingerprint, programme, agenda)
    edition.programme, edition.agenda = _remember(_drawn, key, lambda: _read(programme, agenda))


def content_of(edition: KitEdition) -> Content:
    """The frozen content, read once per process for all the kits of a session: the fingerprint names it."""
    return _remember(_contents, (edition.pk, edition.fingerprint), lambda: from_json(edition.content))


def _read(programme: int, agenda: str) -> tuple[IssuedDocument, Blob]:
    return IssuedDocument.objects.select_related("blob").get(pk=programme), Blob.objects.get(pk=agenda)


def _remember(memory: dict[Key, Kept], key: Key, make: Callable[[], Kept]) -> Kept:
    """Kits of a session leave together: a small memory is enough, emptied when full. Several threads may share it."""
    found = memory.get(key)
    if found is None:
        found = make()
        if len(memory) >= KEPT:
            memory.clear()
        memory[key] = found
    return found


def programme_for(edition: KitEdition, content: Content, *, now: datetime) -> IssuedDocument:
    """The programme of an edition, drawn for the first of its kits; it replaces that of earlier editions.

    Raises CompositionRefused when a name cannot be printed.
    """
    if edition.programme is not None:
        return edition.programme
    blank = programme_of(content, number="", issued_at=now)
    frozen: dict[str, Any] = {}
    order = Order(
        key=f"programme/{edition.pk}",
        kind="programme",
        prefix="P",
        title=_("Programme de formation"),
        about=f"session/{edition.session_id}",
        filename="programme-{number}.pdf",
        data=frozen,
    )

    def draw(number: str) -> bytes:
        numbered = replace(blank, imprint=replace(blank.imprint, number=number))
        frozen.update(numbered.as_frozen())  # what is kept is what was drawn, its number included
        return render_programme(numbered)

    try:
        issued = issue(order, draw, now=now)
    except UnprintableText as unprintable:
        raise CompositionRefused(str(unprintable)) from unprintable
    _replace_programmes(edition, issued)
    KitEdition.objects.filter(pk=edition.pk).update(programme=issued)
    edition.programme = issued
    return issued


def agenda_for(edition: KitEdition, content: Content, *, now: datetime) -> Blob:
    """The calendar of an edition: what earlier ones announced and this one does not have leaves the calendars."""
    if edition.agenda is not None:
        return edition.agenda
    ics = agenda_of(content, stamped=edition.frozen_at, removed=removed_since(edition.session_id, content))
    blob = store(ics, now=now)
    KitEdition.objects.filter(pk=edition.pk).update(agenda=blob)
    edition.agenda = blob
    return blob


def removed_since(session: int, content: Content) -> tuple[Appointment, ...]:
    """Half-days that an earlier edition announced and that exist no more."""
    if content.schedule_no == 1:
        return ()
    standing = {one.key for one in content.appointments}
    earlier = KitEdition.objects.filter(session_id=session, schedule_no__lt=content.schedule_no).order_by("pk")
    announced = {one.key: one for edition in earlier for one in content_of(edition).appointments}
    return tuple(one for key, one in sorted(announced.items()) if key not in standing)


def convocation_for(kit: WelcomeKit, content: Content, *, now: datetime) -> IssuedDocument:
    """The convocation and guide of a kit. Raises CompositionRefused."""
    issued = convocations_for([(kit, content)], now=now)[kit.pk]
    if isinstance(issued, CompositionRefused):
        raise issued
    return issued


def convocations_for(
    kits: Sequence[tuple[WelcomeKit, Content]], *, now: datetime
) -> dict[int, IssuedDocument | CompositionRefused]:
    """The convocation and guide of each kit, by its primary key; it replaces that of the learner's earlier kit."""
    wanted = [(kit, content) for kit, content in kits if kit.convocation is None]
    requests = [_convocation_request(kit, content, now) for kit, content in wanted]
    fresh: list[WelcomeKit] = []
    refused: dict[int, IssuedDocument | CompositionRefused] = {}
    for (kit, _content), issued in zip(wanted, issue_many(requests, now=now), strict=True):
        if isinstance(issued, UnprintableText):
            refused[kit.pk] = CompositionRefused(str(issued))
            continue
        _replace_convocations(kit, issued)
        kit.convocation = issued
        fresh.append(kit)
    if fresh:
        WelcomeKit.objects.bulk_update(fresh, ["convocation"])
    return refused | {kit.pk: kit.convocation for kit, _content in kits if kit.convocation is not None}


def _convocation_request(kit: WelcomeKit, content: Content, now: datetime) -> tuple[Order, Draw]:
    confirmed_at = kit.enrolment.confirmed_at or kit.queued_at
    enrolled_on = confirmed_at.astimezone(content.tz).date()
    blank = convocation_of(content, Personal(**kit.personal), enrolled_on=enrolled_on, number="", issued_at=now)
    frozen: dict[str, Any] = {}
    order = Order(
        key=f"convocation/{kit.pk}",
        kind="convocation",
        prefix="C",
        title=_("Convocation et guide pratique"),
        about=kit.enrolment.key,
        holder_key=f"person/{kit.enrolment.person_id}",
        filename="convocation-{number}.pdf",
        data=frozen,
    )

    def draw(number: str) -> bytes:
        numbered = replace(blank, imprint=replace(blank.imprint, number=number), page_url=page_of(number))
        frozen.update(numbered.as_frozen())  # what is kept is what was drawn, its number included
        return render_convocation(numbered)

    return order, draw


def pdf(document: IssuedDocument) -> Part:
    return Part(blob=document.blob, filename=document.filename, content_type=document.content_type)


def calendar(blob: Blob) -> Part:
    return Part(blob=blob, filename=FILENAME, content_type=ICS)


def joined(content: Content) -> list[Part]:
    """The provider's own files. Their bytes were stored when the edition was frozen: only names are needed here."""
    return [
        Part(blob=Blob(sha256=one.sha256, size=one.size), filename=one.filename, content_type=one.content_type)
        for one in content.joined
    ]


def _replace_programmes(edition: KitEdition, issued: IssuedDocument) -> None:
    earlier = IssuedDocument.objects.current().filter(kind="programme", about=issued.about).exclude(pk=issued.pk)
    _replace(earlier.filter(pk__lt=issued.pk).order_by("pk").last(), issued)


def _replace_convocations(kit: WelcomeKit, issued: IssuedDocument) -> None:
    """Only a learner whose session moved has an earlier one: the others are spared the search."""
    if kit.schedule_no > 1:
        earlier = IssuedDocument.objects.current().filter(kind="convocation", about=issued.about)
        _replace(earlier.filter(pk__lt=issued.pk).order_by("pk").last(), issued)


def _replace(earlier: IssuedDocument | None, issued: IssuedDocument) -> None:
    if earlier is not None:
        supersede(earlier, issued)
