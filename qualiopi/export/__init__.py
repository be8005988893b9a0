"""The evidence export: a ZIP that an auditor samples offline, the same bytes for the same database and moment."""
