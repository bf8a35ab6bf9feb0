from django.urls import path

from apps.learning import views

app_name = "learning"
urlpatterns = [
    path("learning/<uuid:pk>/", views.unit_detail, name="unit_detail"),
    path("learning/<uuid:pk>/pages/<slug:slug>/", views.page_read, name="page_read"),
    path("learning/<uuid:pk>/test/", views.attempt_start, name="attempt_start"),
    path("learning/<uuid:pk>/test/<int:number>/", views.question_answer, name="question_answer"),
    path("learning/<uuid:pk>/test/check/", views.attempt_check, name="attempt_check"),
    path("learning/<uuid:pk>/test/results/<int:number>/", views.attempt_result, name="attempt_result"),
]
