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
    path("enrolments/<uuid:pk>/prior-learning/", views.prior_list, name="prior_list"),
    path("enrolments/<uuid:pk>/prior-learning/claim/", views.prior_claim, name="prior_claim"),
    path("prior-learning/<uuid:pk>/", views.prior_detail, name="prior_detail"),
    path("prior-learning/<uuid:pk>/send/", views.prior_send, name="prior_send"),
    path("prior-learning/<uuid:pk>/withdraw/", views.prior_withdraw, name="prior_withdraw"),
    path("prior-learning/<uuid:pk>/accept/", views.prior_accept, name="prior_accept"),
    path("prior-learning/<uuid:pk>/decline/", views.prior_decline, name="prior_decline"),
    path("prior-learning/<uuid:pk>/files/", views.evidence_add, name="evidence_add"),
    path("prior-learning/<uuid:pk>/files/<uuid:upload>/", views.evidence_download, name="evidence_download"),
    path("prior-learning/<uuid:pk>/files/<uuid:upload>/remove/", views.evidence_remove, name="evidence_remove"),
    path("marking/prior-learning/", views.review_list, name="review_list"),
    path("marking/prior-learning/<uuid:pk>/", views.prior_review, name="prior_review"),
    path("marking/", views.marking_list, name="marking_list"),
    path("marking/<uuid:pk>/", views.submission_mark, name="submission_mark"),
    path("marking/<uuid:pk>/check/", views.mark_check, name="mark_check"),
    path("marking/<uuid:pk>/appeal/", views.appeal_decide, name="appeal_decide"),
    path("marking/<uuid:pk>/files/<uuid:upload>/", views.marking_file, name="marking_file"),
]
