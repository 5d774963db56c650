from reports.views.chart import chart
from reports.views.figures import figure_picture, figure_table
from reports.views.handing_over import counsel, instructions
from reports.views.lots import lots
from reports.views.outcomes import contacts, outcomes, patients_behind

__all__ = [
    "chart",
    "contacts",
    "counsel",
    "figure_picture",
    "figure_table",
    "instructions",
    "lots",
    "outcomes",
    "patients_behind",
]
