from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FollowupsConfig(AppConfig):
    name = "followups"

    def ready(self) -> None:
        from followups import digest, planning, receivers  # noqa: F401 connects them; models are not loaded before this

        post_migrate.connect(planning.make_default_plan, sender=self)
