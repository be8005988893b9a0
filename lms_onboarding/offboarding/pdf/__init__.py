"""The three documents of the end: frozen data in, the bytes of a PDF out; no clock, no setting, no database."""
