from django.urls import path

from apps.console import views

app_name = "console"
urlpatterns = [
    path("console/", views.overview, name="overview"),
    path("console/cases/", views.case_list, name="case_list"),
    path("console/cases/<uuid:pk>/", views.case_detail, name="case_detail"),
    path("console/cases/<uuid:pk>/take/", views.case_take, name="case_take"),
    path("console/ladders/", views.ladder_list, name="ladder_list"),
    path("console/ladders/set/", views.ladder_set, name="ladder_set"),
    path("console/ladders/<int:pk>/remove/", views.ladder_remove, name="ladder_remove"),
    path("console/people/", views.person_search, name="person_search"),
    path("console/people/<int:pk>/", views.person_detail, name="person_detail"),
    path("console/grants/", views.grant_list, name="grant_list"),
    path("console/grants/give/", views.grant_give, name="grant_give"),
    path("console/grants/give/check/", views.grant_check, name="grant_check"),
    path("console/grants/<int:pk>/end/", views.grant_end, name="grant_end"),
    path("console/imports/", views.import_list, name="import_list"),
    path("console/imports/upload/", views.import_upload, name="import_upload"),
    path("console/imports/<uuid:pk>/", views.import_detail, name="import_detail"),
    path("console/imports/<uuid:pk>/confirm/", views.import_confirm, name="import_confirm"),
    path("console/imports/<uuid:pk>/cancel/", views.import_cancel, name="import_cancel"),
    path("console/messages/", views.message_list, name="message_list"),
    path("console/messages/<int:pk>/", views.message_detail, name="message_detail"),
    path("console/jobs/", views.job_list, name="job_list"),
    path("console/jobs/<int:pk>/", views.job_detail, name="job_detail"),
    path("console/jobs/<int:pk>/retry/", views.job_retry, name="job_retry"),
    path("console/disputes/", views.dispute_list, name="dispute_list"),
    path("console/disputes/<uuid:pk>/", views.dispute_detail, name="dispute_detail"),
    path("health/deep", views.health_deep, name="health_deep"),
]
