"""Settings, read once from top to bottom. Every value from outside is an environment variable, listed in
.env.example; the safe value is the default, and a missing one stops the start with a sentence."""

from datetime import timedelta
from pathlib import Path

import pgtrigger
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from ldnclinic.safety import refuse_unsafe

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()

# --- the environment ---------------------------------------------------------------------------------------

# On one machine, without https: for the demo and for development.
LOCAL = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)  # invented patients and printed passwords
if DEMO and not LOCAL:
    raise ImproperlyConfigured("DEMO=1 prints passwords, so it needs DEBUG=1: never set both where real patients are.")
DEBUG = LOCAL and not DEMO  # who tries the demo reads our own error pages

SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text that nobody else knows.")

SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # earlier ones

DATABASE_URL = env("DATABASE_URL", default="")
if not DATABASE_URL:
    raise ImproperlyConfigured(
        "Set DATABASE_URL to a PostgreSQL database, or start with bin/run, bin/test or bin/manage."
    )
DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database; it is the only one supported.")
DATABASES["default"] |= {"ATOMIC_REQUESTS": True, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
# Seconds, docs/database.md: a statement; waiting for what somebody else holds; a transaction in which nothing happens.
PAGE_TIME_LIMITS = {"statement_timeout": 10, "lock_timeout": 5, "idle_in_transaction_session_timeout": 30}
TASK_TIME_LIMITS = {"statement_timeout": 240, "lock_timeout": 30, "idle_in_transaction_session_timeout": 240}
if env.bool("TIME_LIMITS", default=True):
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = " ".join(
        f"-c {name}={seconds}s" for name, seconds in PAGE_TIME_LIMITS.items()
    )
# Of the roles that `database_roles` makes, and only for that command (docs/database.md).
DATABASE_ROLE_PASSWORDS = {
    "ldn_program": env("PROGRAM_DATABASE_PASSWORD", default=""),
    "ldn_report": env("REPORT_DATABASE_PASSWORD", default=""),
    "ldn_backup": env("BACKUP_DATABASE_PASSWORD", default=""),
}

REDIS_URL = env("REDIS_URL", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TIME_ZONE = env("CLINIC_TIME_ZONE", default="America/New_York")
CLINIC_NAME = env("CLINIC_NAME", default="LDN Clinic")
CLINIC_PHONE = env("CLINIC_PHONE", default="")  # printed for patients and pharmacies
APPOINTMENTS_FOLDER = env("APPOINTMENTS_FOLDER", default="")  # where another program leaves its appointment files
# Where files wait for the user who asked for them, at most a quarter of an hour; web and workers share it.
EXPORTS_FOLDER = env("EXPORTS_FOLDER", default=str(BASE_DIR / "var" / "exports"))
# Where spreadsheets lie until they are imported or given up, at most a day; web and workers share it.
IMPORTS_FOLDER = env("IMPORTS_FOLDER", default=str(BASE_DIR / "var" / "imports"))
EMAIL_URL = env.dj_email_url("EMAIL_URL", default="console://")
EMAIL_BACKEND = EMAIL_URL["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = EMAIL_URL.get("EMAIL_HOST", ""), EMAIL_URL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
    EMAIL_URL.get("EMAIL_HOST_USER", ""),
    EMAIL_URL.get("EMAIL_HOST_PASSWORD", ""),
)
EMAIL_USE_TLS = EMAIL_URL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_URL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10  # seconds; without it, a mail server that hangs would hold up every pass of the scheduler
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="ldn-clinic@localhost")
PUBLIC_URL = env("PUBLIC_URL", default="http://localhost:8000").rstrip("/")  # links in e-mails

refuse_unsafe(globals())

# --- the application ---------------------------------------------------------------------------------------

ROOT_URLCONF = "ldnclinic.urls"
WSGI_APPLICATION = "ldnclinic.wsgi.application"

INSTALLED_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "crispy_bootstrap5",
    "crispy_forms",
    "csp",
    "django_htmx",
    "pghistory",
    "pgtrigger",
    "phonenumber_field",
    "core",
    "accounts",
    "patients",
    "prescriptions",
    "followups",
    "reports",
    "exchange",
]

MIDDLEWARE = [
    "core.middleware.RequestIdMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.GuardsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "core.middleware.AuditContextMiddleware",
    "core.middleware.TimeLimitMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "patients.middleware.MergedRecordMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["core.templatetags.clinic"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.clinic",
            ],
        },
    },
]

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PHONENUMBER_DEFAULT_REGION = "US"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
if not LOCAL:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = LOCAL

# --- who may come in ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
# One backend: it asks the throttle first, then Django's table of users.
AUTHENTICATION_BACKENDS = ["accounts.backends.ClinicBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.MaximumLengthValidator"},
    {"NAME": "accounts.passwords.NoClinicWordsValidator"},
]
# Seconds: an invitation holds so long. The link for a forgotten password holds an hour (accounts/links.py).
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds; how long an unused one lasts stands in accounts/lifetime.py

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator enters the address
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # they live in the cache; failures are counted in the database, by axes
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reauthenticate": "accounts.forms.PasswordAgainForm",
    "change_password": "accounts.forms.ChangePasswordForm",  # nosec B105 the name of a class
}
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_TOTP_ISSUER = CLINIC_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
    "activate_totp": "accounts.forms.AddAppForm",
    "deactivate_totp": "accounts.forms.RemoveAppForm",
    "generate_recovery_codes": "accounts.forms.NewRecoveryCodesForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
}

# Five failures lock a name for a quarter of an hour; accounts/throttle.py says what a name is.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = ["username"]  # not the address: the clinic's staff share one, and an attacker has many
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # it asks for the address
AXES_USERNAME_CALLABLE = "accounts.throttle.counted_as"
AXES_LOCKOUT_CALLABLE = "accounts.throttle.refusal"
AXES_SENSITIVE_PARAMETERS = ["login", "username", "password", "code", "credential", "csrfmiddlewaretoken", "next"]
AXES_DISABLE_ACCESS_LOG = True  # SignInEvent is the log
AXES_VERBOSE = False
# Messages name doses and strengths, so they stay on the server: the default keeps them in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- headers and cookies -----------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_NAME = "sid" if LOCAL else "__Host-sid"
CSRF_COOKIE_NAME = "csrf" if LOCAL else "__Host-csrf"
DEVICE_COOKIE_NAME = "device" if LOCAL else "__Host-device"
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = not LOCAL and env.bool("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside the container, before any proxy
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# On every answer, whatever has given it; a page may say otherwise.
GUARDS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Nothing in the house films, listens, pays or asks where somebody is; passkeys are the browser's to offer.
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()",
    "Referrer-Policy": SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": X_FRAME_OPTIONS,
}
if SECURE_HSTS_SECONDS:
    GUARDS["Strict-Transport-Security"] = f"max-age={SECURE_HSTS_SECONDS}; includeSubDomains; preload"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap draws its check marks and arrows as data: images
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- the audit trail ---------------------------------------------------------------------------------------

# Statement-level triggers also see bulk, raw and cascading writes, at a fifth of the cost of row-level ones.
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_APPEND_ONLY = True
PGHISTORY_OBJ_FIELD_RELATED_NAME = "events"

# --- jobs --------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # every task may run twice
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SOFT_TIME_LIMIT = 240  # seconds; both lie far under the broker's visibility timeout, an hour
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10  # what is under way may end; else it is done again
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "followups.tasks.tick", "schedule": 60.0, "options": {"expires": 60}},
    "make_exports": {"task": "exchange.tasks.make_exports", "schedule": 60.0, "options": {"expires": 60}},
    "run_imports": {"task": "exchange.tasks.run_imports", "schedule": 60.0, "options": {"expires": 60}},
    # at night in America
    "reconcile_outcomes": {"task": "reports.tasks.reconcile_outcomes", "schedule": crontab(hour=9, minute=10)},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "core.logs.DiscreetFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"axes": {"level": "WARNING"}},  # below, it says of every sign-in what it did not have to do
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
