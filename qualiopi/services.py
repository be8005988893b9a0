"""What the rooms above may do here."""

from qualiopi.coverage.remedies import register_remedy
from qualiopi.coverage.standings import Owing, sweep_standings
from qualiopi.coverage.telling import tell_owed
from qualiopi.export.dossier import write_export
from qualiopi.export.selecting import Wanted
from qualiopi.registers.codes import follow_up_code
from qualiopi.registers.services import (
    ComplaintText,
    ReportText,
    accept,
    designate,
    end_designation,
    open_report,
    receive_complaint,
    receive_report,
    recipients_at,
    remind,
)
from qualiopi.seals.forgetting import drop_salts
from qualiopi.seals.sealing import seal_due
from qualiopi.seals.verifying import verify_seals

__all__ = [
    "ComplaintText",
    "Owing",
    "ReportText",
    "Wanted",
    "accept",
    "designate",
    "drop_salts",
    "end_designation",
    "follow_up_code",
    "open_report",
    "receive_complaint",
    "receive_report",
    "recipients_at",
    "register_remedy",
    "remind",
    "seal_due",
    "sweep_standings",
    "tell_owed",
    "verify_seals",
    "write_export",
]
