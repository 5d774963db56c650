"""How complete the follow-up is, and what the calls brought. Apart from the outcomes, as it reads the follow-ups
themselves: this is the only part of the reports that knows of them."""

from reports.contacts.counts import count
from reports.contacts.figures import KEYS, figures

__all__ = ["KEYS", "count", "figures"]
