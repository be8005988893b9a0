"""Activity files: columns, lines, roster, writing, report. The door is `progress.services.import_activity`."""
