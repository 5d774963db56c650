from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("patients/<int:pk>/", views.chart, name="chart"),
    path("courses/<int:pk>/counselling/", views.counsel, name="counsel"),
    path("courses/<int:pk>/instructions/", views.instructions, name="instructions"),
    path("review/", views.review, name="review"),
    path("review/<int:pk>/<slug:reason>/", views.all_right, name="all-right"),
    path("audit/", views.audit, name="audit"),
    path("audit/weeks/", views.audit_weeks, name="audit-weeks"),
    path("audit/weeks/<slug:monday>/", views.audit_week, name="audit-week"),
    path("outcomes/", views.outcomes, name="outcomes"),
    path("outcomes/cohorts/", views.cohorts, name="cohorts"),
    path("outcomes/cohorts/new/", views.new_cohort, name="new-cohort"),
    path("outcomes/cohorts/<int:pk>/", views.cohort, name="cohort"),
    path("outcomes/cohorts/<int:pk>/filters/", views.change_cohort, name="change-cohort"),
    path("outcomes/cohorts/<int:pk>/name/", views.name_cohort, name="name-cohort"),
    path("outcomes/cohorts/<int:pk>/off-the-list/", views.take_out_cohort, name="take-out-cohort"),
    path("outcomes/patients/", views.patients_behind, name="patients-behind"),
    path("outcomes/follow-ups/", views.contacts, name="contacts"),
    path("outcomes/figures/<slug:key>.svg", views.figure_picture, name="figure-picture"),
    path("outcomes/figures/<slug:key>.csv", views.figure_table, name="figure-table"),
    path("outcomes/case-series/", views.case_series, name="case-series"),
    path("outcomes/case-series/file/", views.case_series_file, name="case-series-file"),
    path("outcomes/other-treatments/", views.confounders, name="confounders"),
    path("outcomes/compare/", views.compare, name="compare"),
    path("outcomes/compare/table.csv", views.compare_table, name="compare-table"),
    path("outcomes/over-time/", views.over_time, name="over-time"),
    path("outcomes/over-time/<slug:figure>.csv", views.over_time_table, name="over-time-table"),
    path("outcomes/sensitivity/", views.sensitivity, name="sensitivity"),
    path("outcomes/methods/", views.methods, name="methods"),
    path("outcomes/methods/file/", views.methods_file, name="methods-file"),
    path("outcomes/lots/", views.lots, name="lots"),
]
