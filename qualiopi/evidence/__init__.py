"""Pieces that people deposit: a file or a link for any indicator, dated, reviewed, found again byte for byte."""
