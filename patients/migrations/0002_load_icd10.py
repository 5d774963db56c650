from django.db import migrations

from patients import icd10


def load(apps, schema_editor) -> None:
    icd10.load(apps.get_model("patients", "IcdCode"))


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
