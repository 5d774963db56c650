from reports.views.chart import chart
from reports.views.lots import lots
from reports.views.outcomes import outcomes, patients_behind

__all__ = ["chart", "lots", "outcomes", "patients_behind"]
