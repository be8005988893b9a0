"""The two documents of the kit: frozen data in, the bytes of a PDF out; no clock, no setting, no database."""
