"""News for the rooms above, sent inside the transaction that makes it. There are no others.

Those of a course are sent with `course` and `at`, the instant of the change; the last with `wash_out` and `at`.
"""

from django.dispatch import Signal

prescribed = Signal()  # the course is open, its first dose is not taken yet
started = Signal()  # the first dose was taken: offsets count from there
closed = Signal()  # stopped, never filled, or entered in error
reopened = Signal()  # a close was undone
supply_changed = Signal()  # a fill, a dose or a pause moved the day on which it runs out
wash_out_changed = Signal()  # ordered, begun again, asked about, released or given up
