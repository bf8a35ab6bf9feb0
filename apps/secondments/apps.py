from django.apps import AppConfig


class SecondmentsConfig(AppConfig):
    name = "apps.secondments"
    label = "secondments"
