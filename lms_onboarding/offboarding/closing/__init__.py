"""Closing a session: facts, drafts, release, documents."""
