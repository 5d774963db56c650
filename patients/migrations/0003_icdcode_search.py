import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    # After the rows are in: building the index once is many times faster than keeping it through the load.
    dependencies = [("patients", "0002_load_icd10")]

    operations = [
        migrations.AddIndex(
            model_name="icdcode",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("search_key", name="gin_trgm_ops"),
                name="icdcode_search",
            ),
        ),
    ]
