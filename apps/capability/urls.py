from django.urls import path

from apps.capability import views

app_name = "capability"
urlpatterns = [
    path("capability/", views.assessment_list, name="assessment_list"),
    path("capability/start/<slug:slug>/", views.assessment_start, name="assessment_start"),
    path("capability/shared/", views.shared_list, name="shared_list"),
    path("capability/<uuid:pk>/", views.assessment_detail, name="assessment_detail"),
    path("capability/<uuid:pk>/<int:number>/", views.answer_give, name="answer_give"),
    path("capability/<uuid:pk>/<int:number>/evidence/", views.evidence_choose, name="evidence_choose"),
    path("capability/<uuid:pk>/share/", views.assessment_share, name="assessment_share"),
    path("capability/<uuid:pk>/take-back/", views.assessment_withdraw, name="assessment_withdraw"),
    path("capability/<uuid:pk>/change/", views.assessment_revise, name="assessment_revise"),
    path("capability/<uuid:pk>/result/", views.assessment_result, name="assessment_result"),
    path("capability/<uuid:pk>/view/<int:number>/", views.view_give, name="view_give"),
    path("capability/<uuid:pk>/view/send/", views.views_send, name="views_send"),
    path("capability/<uuid:pk>/agree/", views.outcome_write, name="outcome_write"),
    path("capability/<uuid:pk>/agree/answer/", views.outcome_answer, name="outcome_answer"),
    path("capability/<uuid:pk>/evidence/<uuid:evidence>/", views.evidence_read, name="evidence_read"),
    path("capability/<uuid:pk>/evidence/<uuid:evidence>/file/", views.evidence_download, name="evidence_download"),
]
