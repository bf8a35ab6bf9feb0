from django.urls import path

from apps.qualifications import views

app_name = "qualifications"
urlpatterns = [
    path("catalogue/", views.qualification_list, name="qualification_list"),
    path("catalogue/<slug:slug>/", views.qualification_detail, name="qualification_detail"),
    path("catalogue/<slug:slug>/enrol/", views.enrolment_start, name="enrolment_start"),
    path("enrolments/", views.enrolment_list, name="enrolment_list"),
    path("enrolments/<uuid:pk>/", views.enrolment_detail, name="enrolment_detail"),
    path("enrolments/<uuid:pk>/units/", views.enrolment_units, name="enrolment_units"),
    path("enrolments/<uuid:pk>/units/check/", views.units_check, name="units_check"),
    path("enrolments/<uuid:pk>/time/", views.enrolment_time, name="enrolment_time"),
    path("enrolments/<uuid:pk>/purpose/", views.enrolment_purpose, name="enrolment_purpose"),
    path("enrolments/<uuid:pk>/check/", views.enrolment_check, name="enrolment_check"),
    path("enrolments/<uuid:pk>/decide/", views.study_time_decide, name="study_time_decide"),
    path("enrolments/<uuid:pk>/accept/", views.changes_accept, name="changes_accept"),
    path("enrolments/<uuid:pk>/start/", views.learning_start, name="learning_start"),
    path("enrolments/<uuid:pk>/withdraw/", views.enrolment_withdraw, name="enrolment_withdraw"),
]
