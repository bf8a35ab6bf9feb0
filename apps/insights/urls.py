from django.urls import path

from apps.insights import views

app_name = "insights"
urlpatterns = [
    path("insights/", views.uptake, name="uptake"),
    path("insights/capability/", views.capability, name="capability"),
    path("insights/capability.csv", views.capability_export, name="capability_export"),
    path("insights/outcomes/", views.outcomes, name="outcomes"),
    path("insights/outcomes.csv", views.outcomes_export, name="outcomes_export"),
    path("insights/<slug:table>.csv", views.uptake_export, name="uptake_export"),
]
