"""Figures for the yearly statement to the administration."""
