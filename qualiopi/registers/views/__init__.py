"""The pages of the registers, public or reached by personal link. They work without script."""
