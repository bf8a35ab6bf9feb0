from django.urls import path

from apps.certificates import views

app_name = "certificates"
urlpatterns = [
    path("certificates/", views.certificate_list, name="certificate_list"),
    path("certificates/<uuid:pk>.pdf", views.certificate_download, name="certificate_download"),
    path("verify/", views.certificate_find, name="certificate_find"),
    path("verify/<str:code>/", views.certificate_verify, name="certificate_verify"),
]
