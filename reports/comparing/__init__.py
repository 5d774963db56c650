"""Two cohorts side by side: how far apart their rates and their relief are, and whether chance would do as much."""
