from reports.views.chart import chart
from reports.views.handing_over import counsel, instructions
from reports.views.lots import lots
from reports.views.outcomes import outcomes, patients_behind

__all__ = ["chart", "counsel", "instructions", "lots", "outcomes", "patients_behind"]
