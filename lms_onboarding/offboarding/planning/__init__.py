"""What « Quoi part, à qui, quand » shows of this room: the sweeps' own selections and rules, ahead of time."""
