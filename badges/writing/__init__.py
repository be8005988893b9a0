"""What a badge says to machines: Open Badges 2.0 as hosted JSON, 3.0 as a signed JWT. Pure: nothing is read."""
