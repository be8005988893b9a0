"""Prompts for the worker. They carry nothing: the database says what is due."""
