from django.urls import path

from apps.approvals import views

app_name = "approvals"
urlpatterns = [
    path("approvals/", views.task_list, name="task_list"),
    path("approvals/next/", views.task_next, name="task_next"),
    path("approvals/together/", views.tasks_together, name="tasks_together"),
    path("approvals/stand-in/", views.stand_in_list, name="stand_in_list"),
    path("approvals/stand-in/new/", views.stand_in_set, name="stand_in_set"),
    path("approvals/stand-in/<int:pk>/end/", views.stand_in_end, name="stand_in_end"),
    path("approvals/<uuid:pk>/", views.task_detail, name="task_detail"),
    path("approvals/<uuid:pk>/ask-the-central-team/", views.case_open, name="case_open"),
]
