"""What a person reads before their registration becomes final: a sending of its own, dated, never filled in later."""
