"""Two records of one patient: side by side, merged into one, and taken apart again."""
