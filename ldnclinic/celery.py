"""The worker and its one static schedule.

Redis carries nothing of value: the tick finds what is due by query, so a lost, doubled or late
message does no harm.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ldnclinic.settings")

app = Celery("ldnclinic")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
