"""The daily seal: what the journal and the issued documents held on a day, in one chained fingerprint sent outside."""
