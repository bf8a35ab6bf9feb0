from django.urls import path

from apps.console import views

app_name = "console"
urlpatterns = [
    path("console/", views.overview, name="overview"),
    path("console/cases/", views.case_list, name="case_list"),
    path("console/cases/<uuid:pk>/", views.case_detail, name="case_detail"),
    path("console/messages/", views.message_list, name="message_list"),
    path("console/messages/<int:pk>/", views.message_detail, name="message_detail"),
    path("console/jobs/", views.job_list, name="job_list"),
    path("console/jobs/<int:pk>/", views.job_detail, name="job_detail"),
    path("console/jobs/<int:pk>/retry/", views.job_retry, name="job_retry"),
    path("health/deep", views.health_deep, name="health_deep"),
]
