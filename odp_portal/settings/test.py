import os

os.environ.setdefault("SECRET_KEY", "only for tests")
os.environ.setdefault("CREDENTIAL_KEY", "b25seSBmb3IgdGVzdHM6IG5vIGtleSBvZiBhbnlib2Q=")
os.environ.setdefault("DATABASE_ROLE", "owner")
os.environ.setdefault("DEMO", "1")

from .dev import *

DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
