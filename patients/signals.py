"""News of a patient for the rooms above, sent inside the transaction that makes it."""

from django.dispatch import Signal

# Sent with `patient`, `before` (the day of death until now, or None) and `by`.
deceased_on_changed = Signal()
