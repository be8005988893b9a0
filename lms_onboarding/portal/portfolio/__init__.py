"""What a learner can prove: badges and documents in their name, private at first, shown by choice."""
