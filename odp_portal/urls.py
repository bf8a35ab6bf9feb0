from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from apps.console import views as console
from apps.core import views as core

urlpatterns = [
    path("health/live", core.health_live, name="health_live"),
    path("health/ready", core.health_ready, name="health_ready"),
    path("account/", include("apps.accounts.urls")),
    path("admin/login/", console.admin_login),
    path("admin/", admin.site.urls),
    path("", include("apps.approvals.urls")),
    path("", include("apps.capability.urls")),
    path("", include("apps.certificates.urls")),
    path("", include("apps.console.urls")),
    path("", include("apps.evidence.urls")),
    path("", include("apps.home.urls")),
    path("", include("apps.insights.urls")),
    path("", include("apps.learning.urls")),
    path("", include("apps.members.urls")),
    path("", include("apps.notifications.urls")),
    path("", include("apps.plan.urls")),
    path("", include("apps.qualifications.urls")),
    path("", include("apps.secondments.urls")),
    path("", include("apps.surge.urls")),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("apps.console.demo"))]
