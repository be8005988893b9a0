"""Undoing an import: what is asked of the rooms above, and what is taken back."""
