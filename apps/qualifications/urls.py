from django.urls import path

from apps.qualifications import views

app_name = "qualifications"
urlpatterns = [
    path("catalogue/", views.qualification_list, name="qualification_list"),
    path("catalogue/compare/", views.qualification_compare, name="qualification_compare"),
    path("catalogue/saved/", views.saved_list, name="saved_list"),
    path("catalogue/<slug:slug>/", views.qualification_detail, name="qualification_detail"),
    path("catalogue/<slug:slug>/enrol/", views.enrolment_start, name="enrolment_start"),
    path("catalogue/<slug:slug>/save/", views.qualification_save, name="qualification_save"),
    path("enrolments/", views.enrolment_list, name="enrolment_list"),
    path("enrolments/<uuid:pk>/", views.enrolment_detail, name="enrolment_detail"),
    path("enrolments/<uuid:pk>/units/", views.enrolment_units, name="enrolment_units"),
    path("enrolments/<uuid:pk>/units/check/", views.units_check, name="units_check"),
    path("enrolments/<uuid:pk>/time/", views.enrolment_time, name="enrolment_time"),
    path("enrolments/<uuid:pk>/time/check/", views.time_check, name="time_check"),
    path("enrolments/<uuid:pk>/purpose/", views.enrolment_purpose, name="enrolment_purpose"),
    path("enrolments/<uuid:pk>/check/", views.enrolment_check, name="enrolment_check"),
    path("enrolments/<uuid:pk>/decide/", views.study_time_decide, name="study_time_decide"),
    path("enrolments/<uuid:pk>/appeal/", views.study_time_appeal, name="study_time_appeal"),
    path("enrolments/<uuid:pk>/accept/", views.changes_accept, name="changes_accept"),
    path("enrolments/<uuid:pk>/start/", views.learning_start, name="learning_start"),
    path("enrolments/<uuid:pk>/withdraw/", views.enrolment_withdraw, name="enrolment_withdraw"),
    path("enrolments/<uuid:pk>/hours/", views.study_log_list, name="study_log_list"),
    path("enrolments/<uuid:pk>/hours/add/", views.study_log_add, name="study_log_add"),
    path("enrolments/<uuid:pk>/hours/<int:log>/strike/", views.study_log_strike, name="study_log_strike"),
    path("enrolments/<uuid:pk>/change/", views.study_change_ask, name="study_change_ask"),
    path("study-changes/<uuid:pk>/decide/", views.study_change_decide, name="study_change_decide"),
    path("study-changes/<uuid:pk>/appeal/", views.study_change_appeal, name="study_change_appeal"),
    path("study-changes/<uuid:pk>/accept/", views.study_change_accept, name="study_change_accept"),
    path("study-changes/<uuid:pk>/withdraw/", views.study_change_withdraw, name="study_change_withdraw"),
    path("did-it-help/<uuid:pk>/", views.outcome_answer, name="outcome_answer"),
    path("did-it-help/<uuid:pk>/thanks/", views.outcome_thanks, name="outcome_thanks"),
    path("study-times/decide/", views.study_times_decide, name="study_times_decide"),
]
