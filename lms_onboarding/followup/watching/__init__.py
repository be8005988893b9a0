"""From the rows of the rooms below to facts, from facts to cases. `services` is the door."""
