"""Who is signed in, and what that user may do, read together: every page asks both."""

from django.contrib.auth.backends import ModelBackend

from accounts.models import User


class RightsBackend(ModelBackend):
    """Django's own, but that a request's user comes with the rights; of other users it asks for them."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.with_rights().filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: User, obj: object = None) -> set[str]:
        if obj is None and user_obj.is_active and hasattr(user_obj, "own_rights"):
            return {*user_obj.rights_of_roles, *user_obj.own_rights}
        return super().get_all_permissions(user_obj, obj)
