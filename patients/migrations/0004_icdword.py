import django.contrib.postgres.indexes
from django.db import migrations, models

from patients import icd10


def load(apps, schema_editor) -> None:
    icd10.load_words(apps.get_model("patients", "IcdWord"), apps.get_model("patients", "IcdCode"))


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_icdcode_search")]

    operations = [
        migrations.CreateModel(
            name="IcdWord",
            fields=[("word", models.CharField(max_length=50, primary_key=True, serialize=False))],
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="icdword",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"), name="icdword_search"
            ),
        ),
    ]
