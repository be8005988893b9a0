"""The door of the room: every write, and the reads that rooms above need."""
