"""What the deliverer asks of this room: is the mail still needed, what does it say, what travels with it."""
