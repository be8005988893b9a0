"""Are the rules any good? Replaying first weeks that really happened, and counting. Nothing is fitted to them."""
