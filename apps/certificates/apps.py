from django.apps import AppConfig

from apps.certificates.keys import private_bytes


class CertificatesConfig(AppConfig):
    name = "apps.certificates"
    label = "certificates"

    def ready(self):
        private_bytes()
