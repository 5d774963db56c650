"""How courses fare in time: how long LDN is taken, when it answers, and what pain was before and is now."""
