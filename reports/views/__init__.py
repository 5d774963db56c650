from reports.views.chart import chart
from reports.views.handing_over import counsel, instructions
from reports.views.outcomes import outcomes, patients_behind

__all__ = ["chart", "counsel", "instructions", "outcomes", "patients_behind"]
