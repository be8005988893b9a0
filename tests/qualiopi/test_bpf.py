"""Hours for the yearly statement: lived ones, from attendance, each person once in the total."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.progress.models import AttendanceMark, AttendanceSheet
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory, karim

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 10, 9, tzinfo=UTC)


def mark(enrolment: Any, half: Any, presence: str, *, arrived: time | None = None) -> None:
    AttendanceMark.objects.create(
        slot=half, enrolment=enrolment, presence=presence, arrived_at=arrived, marked_at=NOW, marked_by=karim()
    )


def test_hours_are_those_that_were_lived(provider: ProviderSettings, fixed_clock: Any, tmp_path: Path) -> None:
    """Two half-days of three hours and a half: one whole day, one late by an hour then absent, one nobody marked."""
    fixed_clock.move_to(NOW)
    session = SessionFactory(opened=True)
    morning, afternoon = session.slots.order_by("start")
    whole, late = EnrolmentFactory(session=session), EnrolmentFactory(session=session, company=None)
    EnrolmentFactory(session=session, company=None)
    EnrolmentFactory(
        session=session, state="abandoned", abandon_cause="other", ended_at=datetime(2026, 11, 1, tzinfo=UTC)
    )
    for half in (morning, afternoon):
        mark(whole, half, "present")
    mark(late, morning, "late", arrived=time(10))
    mark(late, afternoon, "absent")
    AttendanceSheet.objects.create(
        slot=morning, trainer=karim(), kind="written", written_name="Karim", countersigned_at=NOW
    )
    out = tmp_path / "bpf.csv"
    call_command("export_bpf", year=2026, out=out)
    rows = [line.split(";") for line in out.read_text(encoding="utf-8-sig").splitlines()[1:]]
    found = {row[4] or row[2]: row[6:] for row in rows}
    assert found["envoyé par une entreprise"] == ["1", "7,0", "0,0", "3,5", "7,0", "0,0"]
    assert found["sans entreprise connue"] == ["1", "2,5", "0,0", "2,5", "14,0", "7,0"]
    assert found["total"] == ["2", "9,5", "0,0", "6,0", "21,0", "7,0"]
    call_command("export_bpf", year=2026, out=out, trainers=True)
    assert out.read_text(encoding="utf-8-sig").splitlines()[1].endswith("Karim Haddad;1;3,5;0,0")
    call_command("export_bpf", year=2025, out=out)
    assert out.read_text(encoding="utf-8-sig").splitlines()[1].endswith("total;;;;0;0,0;0,0;0,0;0,0;0,0")
    with pytest.raises(CommandError, match="de 2000 à 2200"):
        call_command("export_bpf", year=26, out=out)
    assert date(2026, 12, 7) == morning.day
