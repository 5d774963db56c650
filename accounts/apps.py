from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import actions, notices, receivers  # noqa: F401 registers what it sends, and what follows what

        post_migrate.connect(actions.make_roles_and_system_user, sender=self)
        post_migrate.connect(actions.make_clinic_settings, sender=self)
