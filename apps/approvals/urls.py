from django.urls import path

from apps.approvals import views

app_name = "approvals"
urlpatterns = [
    path("approvals/", views.task_list, name="task_list"),
    path("approvals/<uuid:pk>/", views.task_detail, name="task_detail"),
    path("approvals/<uuid:pk>/ask-the-central-team/", views.case_open, name="case_open"),
]
