from django.urls import path, re_path

from apps.insights import views

app_name = "insights"
urlpatterns = [
    path("insights/", views.overview, name="overview"),
    path("insights/uptake/", views.uptake, name="uptake"),
    path("insights/qualifications/", views.qualifications, name="qualifications"),
    path("insights/approvals/", views.approvals, name="approvals"),
    path("insights/moves/", views.moves, name="moves"),
    path("insights/capability/", views.capability, name="capability"),
    path("insights/outcomes/", views.outcomes, name="outcomes"),
    path("insights/what-if/", views.what_if_show, name="what_if_show"),
    path("insights/views/", views.view_save, name="view_save"),
    path("insights/views/<int:pk>/end/", views.view_end, name="view_end"),
    path("insights/summary/", views.summary_ask, name="summary_ask"),
    path("insights/summary.pdf", views.summary_download, name="summary_download"),
    re_path(r"^insights/(?P<page>[a-z-]+)\.(?P<form>csv|ods|json)$", views.figures_export, name="figures_export"),
]
