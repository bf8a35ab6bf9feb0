from django.urls import path

from apps.plan import views

app_name = "plan"
urlpatterns = [
    path("capability/plan/", views.plan_detail, name="plan_detail"),
    path("capability/plan/plan.pdf", views.plan_download, name="plan_download"),
    path("capability/options/", views.option_list, name="option_list"),
    path("capability/plan/add/", views.action_add, name="action_add"),
    path("capability/plan/suggested/<str:kind>/<int:pk>/add/", views.suggestion_add, name="suggestion_add"),
    path(
        "capability/plan/suggested/<str:kind>/<int:pk>/decline/", views.suggestion_decline, name="suggestion_decline"
    ),
    path("capability/plan/declined/<int:pk>/restore/", views.suggestion_restore, name="suggestion_restore"),
    path("capability/plan/<uuid:pk>/change/", views.action_change, name="action_change"),
    path("capability/plan/<uuid:pk>/done/", views.action_finish, name="action_finish"),
    path("capability/plan/<uuid:pk>/drop/", views.action_drop, name="action_drop"),
    path("capability/plan/<uuid:pk>/reopen/", views.action_reopen, name="action_reopen"),
]
