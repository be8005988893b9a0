"""What learners answer to a session moved or cancelled, by personal link; who follows them is told what to act on."""
