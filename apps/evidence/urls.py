from django.urls import path

from apps.evidence import views

app_name = "evidence"
urlpatterns = [
    path("me/evidence/", views.evidence_list, name="evidence_list"),
    path("me/evidence/add/", views.evidence_add, name="evidence_add"),
    path("me/evidence/<uuid:pk>/", views.evidence_detail, name="evidence_detail"),
    path("me/evidence/<uuid:pk>/change/", views.evidence_change, name="evidence_change"),
    path("me/evidence/<uuid:pk>/remove/", views.evidence_remove, name="evidence_remove"),
    path("me/evidence/<uuid:pk>/file/", views.file_download, name="file_download"),
]
