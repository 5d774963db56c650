"""The cohort builder: what a cohort is chosen by (filters), how it is typed and read back (form), how many are left
after each filter (counting), and how it gets its name (keeping)."""
