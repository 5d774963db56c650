"""The negative tests by their numbers, each with a guard whose loss it has to notice (docs/negative-tests.md)."""
