"""The quality portal: what is held, what is missing, each piece, and the export of evidence."""
