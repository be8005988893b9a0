"""What reaches the organisation and must be kept: complaints, and confidential reports that only one person reads."""
