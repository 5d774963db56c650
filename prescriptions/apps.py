from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PrescriptionsConfig(AppConfig):
    name = "prescriptions"

    def ready(self) -> None:
        from prescriptions import known_ladders, receivers  # noqa: F401 connects them; models are not loaded before this

        post_migrate.connect(known_ladders.make, sender=self)
