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
    path("learning/<uuid:pk>/assignment/", views.work_detail, name="work_detail"),
    path("learning/<uuid:pk>/assignment/<int:number>/", views.criterion_answer, name="criterion_answer"),
    path("learning/<uuid:pk>/assignment/files/<uuid:upload>/", views.file_download, name="file_download"),
    path("learning/<uuid:pk>/assignment/files/<uuid:upload>/remove/", views.file_remove, name="file_remove"),
    path("learning/<uuid:pk>/assignment/send/", views.work_submit, name="work_submit"),
    path("learning/<uuid:pk>/assignment/sent/<int:number>/", views.submission_detail, name="submission_detail"),
    path("learning/<uuid:pk>/assignment/take-back/", views.work_withdraw, name="work_withdraw"),
    path("learning/<uuid:pk>/assignment/appeal/", views.mark_appeal, name="mark_appeal"),
    path("learning/<uuid:pk>/assignment/more-time/", views.circumstances_ask, name="circumstances_ask"),
    path("learning/<uuid:pk>/reflection/", views.reflection_record, name="reflection_record"),
    path(
        "learning/<uuid:pk>/reflection/<uuid:reflection>/take-back/",
        views.reflection_withdraw,
        name="reflection_withdraw",
    ),
    path("learning/<uuid:pk>/elsewhere/", views.elsewhere_record, name="elsewhere_record"),
    path("learning/<uuid:pk>/elsewhere/<int:elsewhere>/remove/", views.elsewhere_strike, name="elsewhere_strike"),
    path("learning/reflections/", views.reflection_list, name="reflection_list"),
    path("learning/reflections/<uuid:pk>/", views.reflection_answer, name="reflection_answer"),
    path("marking/", views.marking_list, name="marking_list"),
    path("marking/<uuid:pk>/", views.submission_mark, name="submission_mark"),
    path("marking/<uuid:pk>/check/", views.mark_check, name="mark_check"),
    path("marking/<uuid:pk>/appeal/", views.appeal_decide, name="appeal_decide"),
    path("marking/<uuid:pk>/files/<uuid:upload>/", views.marking_file, name="marking_file"),
]
