import pytest

from accounts.permissions import Role
from tests.factories import ClinicianTaskFactory, FollowUpFactory, PrescriptionFactory, UserFactory
from tests.signing_in import sign_in_without_asking

pytestmark = pytest.mark.django_db


def titles(client):
    return [part.title for part in client.get("/").context["parts"]]


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.MEDICAL_ASSISTANT, ["Whom to ask today", "Patients", "Outcomes"]),
        (Role.CLINICIAN, ["Tasks", "Courses to decide about", "Patients"]),
        (Role.ADMINISTRATOR, ["The clinic", "Who saw and changed what", "Outcomes"]),
        (Role.RESEARCHER, ["Outcomes"]),
    ],
)
def test_each_role_begins_with_its_own_work(signed_in_client, role, shown):
    assert titles(signed_in_client(role)) == shown


def test_an_assistant_sees_how_many_wait(signed_in_client):
    FollowUpFactory(window_opens_on="2020-01-01", due_on="2020-01-05", window_closes_on="2030-01-01")
    client = signed_in_client(Role.MEDICAL_ASSISTANT)

    waits = client.get("/").context["parts"][0].waits

    assert [(words, count) for words, count, _ in waits] == [("Today", 1), ("Overdue", 1), ("Not to be called", 1)]
    assert {client.get(url).status_code for _, _, url in waits} == {200}


def test_a_clinician_sees_tasks_and_what_to_decide_and_no_name(signed_in_client):
    ClinicianTaskFactory(patient__family_name="Xiong")
    PrescriptionFactory(started=True, prescribed_on="2020-01-01", first_dose_on="2020-01-02")
    client = signed_in_client(Role.CLINICIAN)

    html = client.get("/").content.decode()

    assert "Not assessed for too long</a> 1" in html
    assert "Open</a> 1" in html
    assert "Xiong" not in html


def test_who_has_no_role_is_told_so(client):
    user = UserFactory()
    user.groups.clear()
    sign_in_without_asking(client, user)

    assert "You have no role in this clinic yet." in client.get("/").content.decode()


@pytest.mark.parametrize("role", Role)
def test_the_page_takes_few_queries(signed_in_client, django_assert_max_num_queries, role):
    PrescriptionFactory(started=True, prescribed_on="2020-01-01", first_dose_on="2020-01-02")
    client = signed_in_client(role)

    with django_assert_max_num_queries(11):  # 2 of them the transaction of the request
        client.get("/")
