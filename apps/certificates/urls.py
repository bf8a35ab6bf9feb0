from django.urls import path

from apps.certificates import views

app_name = "certificates"
urlpatterns = [
    path("certificates/", views.certificate_list, name="certificate_list"),
    path("certificates/<uuid:pk>.pdf", views.certificate_download, name="certificate_download"),
    path("certificates/<uuid:pk>.json", views.credential_download, name="credential_download"),
    path("certificates/<uuid:pk>/remake/", views.certificate_remake, name="certificate_remake"),
    path("verify/", views.certificate_find, name="certificate_find"),
    path("verify/<str:code>/", views.certificate_verify, name="certificate_verify"),
    path("verify/status/<int:number>", views.status_list, name="status_list"),
    path(".well-known/did.json", views.did_show, name="did_show"),
    path("me/record/share/", views.share_list, name="share_list"),
    path("me/record/share/<uuid:pk>/end/", views.share_end, name="share_end"),
]
