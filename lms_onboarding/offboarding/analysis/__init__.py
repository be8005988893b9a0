"""Reading what was answered: figures with their number of answers, what to look into, the analysis somebody signs."""
