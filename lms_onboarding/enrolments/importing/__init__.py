"""Enrolment files: columns, rows, matching, writing, report. The door is `enrolments.services.import_enrolments`."""
