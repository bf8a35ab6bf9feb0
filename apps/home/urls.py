from django.urls import path

from apps.home import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("me/", views.profile_detail, name="profile_detail"),
    path("me/record/", views.record_detail, name="record_detail"),
    path("record/<str:token>/", views.record_shared, name="record_shared"),
    path("me/download/", views.held_detail, name="held_detail"),
    path("me/download/everything.json", views.held_export, name="held_export"),
    path("team/", views.team_list, name="team_list"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("am-i-in-the-profession/", views.profession, name="am_i_in_the_profession"),
]
