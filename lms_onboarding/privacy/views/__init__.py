"""Pages of the room: what is one's own, and what the administrator decides."""
