from django.contrib.admin import AdminSite


class PortalAdminSite(AdminSite):
    site_header = site_title = "ODP portal: data"
    index_title = "Look up data"

    def has_permission(self, request):
        return request.user.is_authenticated and request.user.is_central
