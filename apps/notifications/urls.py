from django.urls import path

from apps.notifications import views

app_name = "notifications"
urlpatterns = [
    path("me/notifications/", views.message_list, name="message_list"),
    path("me/notifications/preferences/", views.preferences_change, name="preferences_change"),
    path("me/notifications/read/", views.messages_mark_read, name="messages_mark_read"),
]
