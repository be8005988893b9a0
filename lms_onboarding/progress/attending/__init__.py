"""Attendance per half-day: signing, findings, the lock, the sheet. The door is `progress.services`."""
