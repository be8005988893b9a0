"""A clock and people for what closes a training."""
