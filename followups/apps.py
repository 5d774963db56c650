from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "followups"

    def ready(self) -> None:
        from followups import receivers  # noqa: F401 connects them; models are not loaded before this
