from django.urls import include, path

from apps.core import views as core

urlpatterns = [
    path("health/live", core.health_live, name="health_live"),
    path("health/ready", core.health_ready, name="health_ready"),
    path("account/", include("allauth.urls")),
]
