"""The appointment file as a browser sends it, and the visits that come of it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from patients.models import Visit

PAGE = "/patients/appointments/"
HEADER = "chart number,date,status,provider\n"


def upload(client, content, name="monday.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)})


def take(client, content):
    preview = upload(client, content)
    assert preview.status_code == 302, preview.context["form"].errors
    return client.post(preview.url + "take/")


def visits():
    return list(Visit.objects.order_by("day", "provider").values_list("day", "status", "provider"))
