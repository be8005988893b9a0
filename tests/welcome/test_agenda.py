"""The calendar file: valid, stable, in the right hours on both sides of a change of the clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from icalendar import Calendar

from lms_onboarding.sessions.enums import Modality
from lms_onboarding.welcome.agenda import agenda_of
from lms_onboarding.welcome.content import Appointment, Content, Course, Identity, Practical, Who

STAMPED = datetime(2026, 3, 1, 8, tzinfo=UTC)
MORNING = (time(9), time(12, 30))
BEFORE = Appointment(7, date(2026, 3, 27), "am", *MORNING, remote=True, subject="Partir du terrain, encore")
AFTER = Appointment(8, date(2026, 3, 30), "am", *MORNING, remote=False)
CONTENT = Content(
    session=3,
    code="LMS-1",
    schedule_no=1,
    modality=Modality.BLENDED,
    zone="Europe/Paris",
    starts_at=datetime(2026, 3, 27, 8, tzinfo=UTC),
    ends_at=datetime(2026, 3, 30, 10, 30, tzinfo=UTC),
    course=Course("Prendre en main votre LMS, parcours Créateur ; une très longue promesse qui passe à la ligne"),
    practical=Practical(
        venue="12, quai de la Fosse", room="salle Loire", join_url="https://classe.exemple.fr/a", access="Tram 1"
    ),
    provider=Identity("Passerelle Formation"),
    appointments=(BEFORE, AFTER),
    referent=Who("Solène Le Goff", phone="01 99 00 45 12"),
)


def events(ics: bytes) -> dict[str, Any]:
    return {str(event["UID"]): event for event in Calendar.from_ical(ics).walk("VEVENT")}


def test_one_event_per_half_day_at_the_right_instant() -> None:
    first, second = events(agenda_of(CONTENT, stamped=STAMPED)).values()
    assert [one.decoded("DTSTART").astimezone(UTC) for one in (first, second)] == [
        datetime(2026, 3, 27, 8, tzinfo=UTC),  # winter time
        datetime(2026, 3, 30, 7, tzinfo=UTC),  # summer time
    ]
    assert str(first["LOCATION"]) == "https://classe.exemple.fr/a"
    assert str(second["LOCATION"]) == "12, quai de la Fosse, salle Loire"


def test_the_file_follows_the_standard() -> None:
    ics = agenda_of(CONTENT, stamped=STAMPED)
    lines = ics.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert ics.endswith(b"\r\n")
    assert b"METHOD:PUBLISH" in lines
    assert b"DTSTART;TZID=Europe/Paris:20260327T090000" in lines
    ics.decode()  # a fold never cuts a character in two


def test_the_zone_changes_by_the_clock_that_people_read() -> None:
    """RFC 5545: an observance starts at the local time before the change."""
    zone = Calendar.from_ical(agenda_of(CONTENT, stamped=STAMPED)).walk("VTIMEZONE")[0]
    spring, autumn = zone.walk("DAYLIGHT")[0], zone.walk("STANDARD")[-1]
    assert spring["DTSTART"].to_ical() == b"20260329T020000"
    assert autumn["DTSTART"].to_ical() == b"20261025T030000"


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion", "America/Cayenne"])
def test_every_zone_of_a_provider_gives_a_valid_file(zone: str) -> None:
    assert len(events(agenda_of(replace(CONTENT, zone=zone), stamped=STAMPED))) == 2


def test_the_same_facts_give_the_same_bytes() -> None:
    assert agenda_of(CONTENT, stamped=STAMPED) == agenda_of(CONTENT, stamped=STAMPED)


def test_moved_keeps_the_events_and_raises_the_sequence() -> None:
    moved = replace(CONTENT, schedule_no=2, appointments=(replace(BEFORE, day=date(2026, 4, 3)), AFTER))
    before, after = (events(agenda_of(content, stamped=STAMPED)) for content in (CONTENT, moved))
    assert before.keys() == after.keys()
    assert {one["SEQUENCE"] for one in after.values()} == {1}


def test_cancelled_comes_after_the_last_sequence_and_frees_the_time() -> None:
    for one in events(agenda_of(CONTENT, stamped=STAMPED, cancelled=True)).values():
        assert (str(one["STATUS"]), one["SEQUENCE"], str(one["TRANSP"])) == ("CANCELLED", 1, "TRANSPARENT")


def test_nothing_personal_travels_in_it() -> None:
    ics = agenda_of(CONTENT, stamped=STAMPED).decode()
    assert "/l/" not in ics
    assert "ATTENDEE" not in ics
