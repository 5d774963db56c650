from django.contrib.auth.hashers import make_password
from django.db import migrations


def make_system_user(apps, schema_editor) -> None:
    """The writer of imported history: inactive, and without a password that could be typed."""
    apps.get_model("accounts", "User").objects.get_or_create(
        username="system",
        defaults={
            "first_name": "LDN",
            "last_name": "Clinic",
            "is_active": False,
            "password": make_password(None),
        },
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(make_system_user, migrations.RunPython.noop)]
