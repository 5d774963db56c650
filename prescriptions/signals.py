"""News of a course for the rooms above, sent inside the transaction that makes it. There are no others.

Each is sent with `course` and `at`, the instant of the change.
"""

from django.dispatch import Signal

prescribed = Signal()  # the course is open, its first dose is not taken yet
started = Signal()  # the first dose was taken: offsets count from there
closed = Signal()  # stopped, never filled, or entered in error
reopened = Signal()  # a close was undone
