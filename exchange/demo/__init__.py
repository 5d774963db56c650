"""The demo clinic: invented staff, patients and courses at every stage, relative to the day it is seeded.

The past is written as rows and not by the actions, since an action stamps the present (who is entering this, now) and
history has stamps of its own. `telling.py` makes the rows that the actions and the scheduler would have left behind;
the database's constraints hold for them too, and a test checks that the scheduler finds nothing to mend. What
happens today (`today.py`) goes through the real actions.
"""
