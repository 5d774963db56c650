import pytest

from followups import actions
from tests.factories import ClinicianFactory, ResponseFactory


@pytest.mark.django_db
def test_an_imported_answer_can_be_marked_as_entered_in_error_whatever_it_does_not_know():
    by = ClinicianFactory()
    response = ResponseFactory(is_imported=True, mode=None, asked_by=None, entered_by=by)

    actions.void_answer(response=response, reason="Twice in the file", by=by)

    response.refresh_from_db()
    assert response.is_voided
