from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations

from patients import icd10


def load(apps, schema_editor) -> None:
    codes = apps.get_model("patients", "IcdCode")
    icd10.load(codes)
    icd10.load_words(apps.get_model("patients", "IcdWord"), codes)


class Migration(migrations.Migration):
    """The list is loaded before it is indexed: that takes a fraction of the time."""

    dependencies = [("patients", "0001_initial")]

    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.AddIndex("icdcode", GinIndex(OpClass("search_key", name="gin_trgm_ops"), name="icdcode_search")),
        migrations.AddIndex("icdword", GinIndex(OpClass("word", name="gin_trgm_ops"), name="icdword_search")),
    ]
