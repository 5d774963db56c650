from reports.views.case_series import case_series, case_series_file
from reports.views.chart import chart
from reports.views.figures import figure_picture, figure_table
from reports.views.handing_over import counsel, instructions
from reports.views.lots import lots
from reports.views.outcomes import contacts, outcomes, patients_behind

__all__ = [
    "case_series",
    "case_series_file",
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
