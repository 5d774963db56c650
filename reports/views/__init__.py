from reports.views.chart import chart
from reports.views.outcomes import outcomes, patients_behind

__all__ = ["chart", "outcomes", "patients_behind"]
