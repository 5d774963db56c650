"""The ICD-10-CM release, from the package that carries it into our table."""

from django.db import connection, models

from patients.names import folded

COLUMNS = ("code", "description", "search_key", "is_billable")


def load(model: type[models.Model]) -> int:
    """Replace the table's rows with the whole current release; returns how many there are.

    The package takes seconds and 200 MB to import, so only this function does.
    """
    import simple_icd_10_cm as release

    # A block of one category has the same code as the category, so it is named twice.
    listed = dict.fromkeys(release.get_all_codes())
    codes = [code for code in listed if release.is_category_or_subcategory(code)]
    model.objects.all().delete()
    with connection.cursor() as cursor, cursor.copy(_copy_statement(model)) as copy:
        for code in codes:
            description = release.get_description(code)
            copy.write_row((code, description, folded(f"{code} {description}"), release.is_leaf(code)))
    return len(codes)


def _copy_statement(model: type[models.Model]) -> str:
    quote = connection.ops.quote_name
    return f"COPY {quote(model._meta.db_table)} ({', '.join(map(quote, COLUMNS))}) FROM STDIN"
