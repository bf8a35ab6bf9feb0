from django.apps import AppConfig


class SurgeConfig(AppConfig):
    name = "apps.surge"
    label = "surge"
