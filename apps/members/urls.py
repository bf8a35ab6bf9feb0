from django.urls import path

from apps.members import views

app_name = "members"
urlpatterns = [
    path("me/interests/", views.interests_change, name="interests_change"),
    path("me/aims/", views.aims_change, name="aims_change"),
    path("me/learning-needs/", views.learning_needs_change, name="learning_needs_change"),
    path("me/consents/", views.consent_list, name="consent_list"),
    path("me/consents/<slug:purpose>/give/", views.consent_give, name="consent_give"),
    path("me/consents/<slug:purpose>/withdraw/", views.consent_withdraw, name="consent_withdraw"),
    path("me/views/", views.look_list, name="look_list"),
    path("me/download/request/", views.download_request, name="download_request"),
    path("me/download/<uuid:pk>.pdf", views.download_file, name="download_file"),
    path("me/manager/", views.manager_propose, name="manager_propose"),
    path("me/manager/check/", views.manager_check, name="manager_check"),
    path("me/manager/<uuid:pk>/", views.proposal_detail, name="proposal_detail"),
    path("me/manager/<uuid:pk>/confirm/", views.proposal_confirm, name="proposal_confirm"),
    path("me/manager/<uuid:pk>/decline/", views.proposal_decline, name="proposal_decline"),
    path("me/manager/<uuid:pk>/withdraw/", views.proposal_withdraw, name="proposal_withdraw"),
]
