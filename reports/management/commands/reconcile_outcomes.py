from django.core.management.base import BaseCommand

from reports import kept


class Command(BaseCommand):
    help = "Compute every outcome anew, and mend the kept rows that differ. It runs by itself every night."

    def handle(self, *args, **options) -> None:
        mended = kept.reconcile()
        self.stdout.write(
            f"{mended} kept outcomes differed and were mended." if mended else "Every kept outcome is right."
        )
