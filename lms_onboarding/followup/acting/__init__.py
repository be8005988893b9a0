"""What people do with a case. `services` is the door."""
