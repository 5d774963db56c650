from reports.views.audit import audit, audit_week, audit_weeks
from reports.views.case_series import case_series, case_series_file
from reports.views.chart import chart
from reports.views.confounders import confounders
from reports.views.cohorts import change_cohort, cohort, cohorts, name_cohort, new_cohort, take_out_cohort
from reports.views.figures import figure_picture, figure_table
from reports.views.handing_over import counsel, instructions
from reports.views.home import home
from reports.views.lots import lots
from reports.views.outcomes import contacts, outcomes, patients_behind
from reports.views.review import all_right, review

__all__ = [
    "take_out_cohort",
    "new_cohort",
    "name_cohort",
    "cohorts",
    "cohort",
    "change_cohort",
    "all_right",
    "audit",
    "audit_week",
    "audit_weeks",
    "case_series",
    "case_series_file",
    "chart",
    "contacts",
    "counsel",
    "confounders",
    "figure_picture",
    "figure_table",
    "home",
    "instructions",
    "lots",
    "outcomes",
    "patients_behind",
    "review",
]
