"""Collectors: each reads down into a room and yields the pieces of one kind, with what they prove and do not prove."""
