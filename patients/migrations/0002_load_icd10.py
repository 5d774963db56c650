from django.db import migrations

from patients import icd10


def load(apps, schema_editor) -> None:
    codes = apps.get_model("patients", "IcdCode")
    icd10.load(codes)
    icd10.load_words(apps.get_model("patients", "IcdWord"), codes)


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
