from django.urls import path

from apps.insights import views

app_name = "insights"
urlpatterns = [
    path("insights/", views.uptake, name="uptake"),
    path("insights/<slug:table>.csv", views.uptake_export, name="uptake_export"),
]
