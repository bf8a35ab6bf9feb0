from django.apps import AppConfig
from django.contrib.admin import apps as admin


class ConsoleConfig(AppConfig):
    name = "apps.console"
    label = "console"
    default = True


class PortalAdminConfig(admin.AdminConfig):
    """Django's admin, for the central team to look things up. It changes nothing."""

    default = False
    default_site = "apps.console.admin_site.PortalAdminSite"
