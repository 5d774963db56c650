from reports.views.audit import audit, audit_week, audit_weeks
from reports.views.case_series import case_series, case_series_file
from reports.views.chart import chart
from reports.views.cohorts import change_cohort, cohort, cohorts, name_cohort, new_cohort, take_out_cohort
from reports.views.comparing import compare, compare_table
from reports.views.confounders import confounders
from reports.views.figures import figure_picture, figure_table
from reports.views.handing_over import counsel, instructions
from reports.views.home import home
from reports.views.lots import lots
from reports.views.methods import methods, methods_file
from reports.views.outcomes import contacts, outcomes, patients_behind
from reports.views.over_time import over_time, over_time_table
from reports.views.review import all_right, review
from reports.views.sensitivity import sensitivity

__all__ = [
    "all_right",
    "audit",
    "audit_week",
    "audit_weeks",
    "case_series",
    "case_series_file",
    "change_cohort",
    "chart",
    "cohort",
    "cohorts",
    "compare",
    "compare_table",
    "confounders",
    "contacts",
    "counsel",
    "figure_picture",
    "figure_table",
    "home",
    "instructions",
    "lots",
    "methods",
    "methods_file",
    "name_cohort",
    "new_cohort",
    "outcomes",
    "over_time",
    "over_time_table",
    "patients_behind",
    "review",
    "sensitivity",
    "take_out_cohort",
]
