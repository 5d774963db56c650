"""The site, and one form page more: the life of a form page is tested on it."""

from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import path

from core.access import signed_in
from core.fields import Note, PlainText
from core.forms import ClinicForm, ClinicModelForm, clinic_formfield
from core.pages import FormPage
from ldnclinic.urls import urlpatterns as site
from prescriptions.models import Pharmacy


class AddForm(ClinicForm):
    name = PlainText(max_length=100)
    note = Note(required=False)
    colours = forms.MultipleChoiceField(choices=[("r", "Red"), ("g", "Green"), ("b", "Blue")], required=False)


class EditForm(ClinicModelForm):
    class Meta:
        model = Pharmacy
        fields = ["name", "address"]
        formfield_callback = clinic_formfield


@signed_in
def add(request):
    def save(form):
        if form.cleaned_data["name"] == "refused":
            raise ValidationError({"name": "This name is refused by the action."})
        Pharmacy.objects.create(name=form.cleaned_data["name"])  # without full_clean: the database decides
        return "/sign-in/"

    return FormPage(title="Add a pharmacy", make_form=AddForm, save=save).respond(request)


@signed_in
def edit(request, pk):
    pharmacy = get_object_or_404(Pharmacy, pk=pk)

    def save(form):
        form.instance.save_checked()
        return "/sign-in/"

    page = FormPage(title="Edit", make_form=partial(EditForm, instance=pharmacy), save=save, versioned=pharmacy)
    return page.respond(request)


urlpatterns = [*site, path("test/add/", add), path("test/<int:pk>/edit/", edit)]
