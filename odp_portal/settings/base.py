"""Production settings. Every value that differs by place comes from the environment: README.md lists them all."""

import json
import os
from pathlib import Path
from urllib.parse import urljoin

import dj_database_url
from csp.constants import NONE, SELF
from django.contrib.messages import constants as messages

BASE_DIR = Path(__file__).resolve().parent.parent.parent
SECRET_KEY = os.environ["SECRET_KEY"]
CREDENTIAL_KEY = os.environ["CREDENTIAL_KEY"]  # signs the credentials of certificates
DEBUG = False
DEMO = False

SITE_URL = os.environ.get("SITE_URL", "https://localhost").rstrip("/")
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "apps.console.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "apps.core",
    "apps.accounts",
    "apps.members",
    "apps.notifications",
    "apps.approvals",
    "apps.certificates",
    "apps.evidence",
    "apps.capability",
    "apps.qualifications",
    "apps.learning",
    "apps.secondments",
    "apps.surge",
    "apps.plan",
    "apps.home",
    "apps.insights",
    "apps.console",
]
MIDDLEWARE = [
    "apps.core.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apps.members.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "apps.members.middleware.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.members.middleware.RecordMiddleware",
    "apps.members.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "apps.members.middleware.LooksMiddleware",
    "apps.core.middleware.PrivatePagesMiddleware",
    "apps.core.middleware.ErrorPagesMiddleware",
]
ROOT_URLCONF = "odp_portal.urls"
WSGI_APPLICATION = "odp_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["apps.core.templatetags.govuk", "apps.core.templatetags.portal"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.home.context_processors.navigation",
            ],
        },
    }
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # in no cookie of its own
MESSAGE_TAGS = {messages.SUCCESS: "success", messages.INFO: "info", messages.WARNING: "warning"}

# The owner migrates and runs commands (manage.py says so). All else has a role that cannot change the audit trail.
_owner = os.environ.get("DATABASE_ROLE") == "owner"
DATABASES = {
    "default": dj_database_url.parse(
        os.environ["DATABASE_URL" if _owner else "WEB_DATABASE_URL"],
        conn_max_age=60,
        conn_health_checks=True,
    )
}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = " ".join(
    # A process whose machine died must not keep its locks; a page waits for no lock longer than a person would.
    ["-c idle_in_transaction_session_timeout=90s"]
    # To compile a statement takes longer than to run any of a page: Postgres would do so where it overestimates one.
    + ["-c jit=off"]
    # How alike a word of a search must be to one of a name: "smyth" is 0.33 like "smith".
    + ["-c pg_trgm.strict_word_similarity_threshold=0.3"]
    + ([] if _owner else ["-c lock_timeout=3s", "-c statement_timeout=5s"])
)

REDIS_URL = os.environ["REDIS_URL"].rstrip("/")
_redis_socket = REDIS_URL.removeprefix("unix://") if REDIS_URL.startswith("unix://") else None
CACHES = {
    "default": {
        "BACKEND": "apps.core.cache.ForgivingRedisCache",
        "LOCATION": f"{REDIS_URL}?db=1" if _redis_socket else f"{REDIS_URL}/1",
        "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
    }
}

# --- Sign-in -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["apps.members.backends.MemberBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
# There are no passwords: one signs in by an emailed code, a passkey or an organisation's own sign-in.
ACCOUNT_ADAPTER = "apps.members.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever has the code has the mailbox
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
# A whole department may come from one address, so what counts is the person; the limit by address only stops floods.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "600/m/ip,3/m/key,12/h/key",
    "login_failed": "600/m/ip,5/300s/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("ALLAUTH_TRUSTED_PROXY_COUNT", "0"))
SOCIALACCOUNT_ADAPTER = "apps.members.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
OIDC_APPS = json.loads(os.environ.get("OIDC_APPS") or "[]")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "apps.accounts.oidc.Provider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": OIDC_APPS,
    }
}
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()  # older keys, so that second steps go on
MFA_ADAPTER = "apps.accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the HR feed may have changed the address since
MFA_TOTP_ISSUER = "ODP portal"
MFA_TOTP_TOLERANCE = 1  # a code is also taken in the half minute after it, and before it: clocks of phones differ
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = 12 * 60 * 60  # absolute
SESSION_IDLE_SECONDS = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "apps.core.views.csrf_failure"

# --- Headers -------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("BEHIND_PROXY") == "1" else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # "Sign in with …" is the button of a form, and the answer to it leads to the provider.
        "form-action": [SELF, *(urljoin(app["settings"]["server_url"], "/") for app in OIDC_APPS)],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- Words, time, files ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", BASE_DIR / "staticfiles"))
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", BASE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Mail ------------------------------------------------------------------------------------------------------------
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS") == "1"
EMAIL_TIMEOUT = 10
CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "")  # where people of this portal read what its users write
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "ODP portal <no-reply@localhost>")
# From the one hour to the other, and on days on which the recipient does not work, mail that is not urgent waits.
QUIET_HOURS = tuple(int(hour) for hour in os.environ.get("QUIET_HOURS", "19-7").split("-") if hour)

# The virus scanner: a path to the socket of ClamAV's clamd, or host:port. Empty: files are not scanned.
CLAMAV = os.environ.get("CLAMAV", "")

# --- Work handed over ------------------------------------------------------------------------------------------------
# Work is rows of core.Job and Redis only carries their ids: a message lost or doubled does no harm, and
# reject_on_worker_lost stays off, so that a job which kills its worker is not given out again at once.
CELERY_BROKER_URL = f"redis+socket://{_redis_socket}?virtual_host=0" if _redis_socket else f"{REDIS_URL}/0"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 5, "max_retries": 1}
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True  # with a prefetch of 1: a worker takes a message only when it is free
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_TIMEZONE = TIME_ZONE
# Every quarter of an hour, not once a night: what was missed is caught up, and what was done is not done again.
QUARTER_HOURLY = [
    "apps.approvals.schedule.follow_routes",
    "apps.capability.schedule.follow_cycles",
    "apps.qualifications.schedule.remind_learners",
    "apps.qualifications.schedule.ask_outcomes",
    "apps.learning.schedule.end_overdue_attempts",
    "apps.qualifications.schedule.look_after_places",
    "apps.learning.schedule.look_after_marking",
    "apps.secondments.schedule.look_after_opportunities",
    "apps.secondments.schedule.look_after_placements",
    "apps.surge.schedule.look_after_surge",
    "apps.certificates.schedule.check_certificates",
    "apps.notifications.schedule.send_digests",
    "apps.members.schedule.remove_uploads",
    "apps.members.schedule.remove_downloads",
    "apps.insights.schedule.publish_figures",
    "apps.plan.schedule.tick_off",
    "apps.console.schedule.check_data",
]
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "apps.core.schedule.sweep", "schedule": 5, "options": {"expires": 60}},
    "complete-earned": {
        "task": "apps.qualifications.schedule.complete_earned",
        "schedule": 3600,
        "options": {"expires": 600},
    },
    "refresh-figures": {
        "task": "apps.insights.schedule.refresh_figures",
        "schedule": 30,
        "options": {"expires": 30},
    },
} | {task: {"task": task, "schedule": 900, "options": {"expires": 600}} for task in QUARTER_HOURLY}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "apps.core.logs.RequestIdFilter"}},
    "formatters": {"json": {"()": "apps.core.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "PIL": {"level": "WARNING"},
        # A line for each message of each sweep says less than the rows of core.Job, and hides what matters.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
