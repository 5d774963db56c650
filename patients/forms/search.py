from django import forms

from core.fields import PlainText


class SearchForm(forms.Form):
    """A part of a name, a chart number or a telephone number."""

    text = PlainText(max_length=100, required=False)
