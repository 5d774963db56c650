"""The life of every form page: what was typed is kept as a draft, a second click adds nothing, a stale page is
refused with both texts shown, and what the database refuses comes back as a sentence at the form."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from core import drafts
from core.constraints import sentence_for
from core.models import Submission, Versioned

# Sent with every form, and no part of what the user typed.
OWN_FIELDS = ("csrfmiddlewaretoken", "form_key", "version")
# Never kept, not even as a part of a hash: a signature's password could be guessed from it.
SECRET_FIELDS = ("password",)


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """A page with one form.

    `make_form` takes Django's form arguments (data, initial); `save` gets the valid form and returns what to
    redirect to. `initial` is asked only for a form in which nothing is typed yet. `versioned` is the row that the user
    looked at: if it has changed since, nothing is saved. `context` is what the template needs besides; as a function
    it is asked only when the page is shown, not by a form that is saved.
    """

    title: str
    make_form: Callable[..., BaseForm]
    save: Callable[[BaseForm], object]
    initial: Callable[[], dict] | None = None
    versioned: Versioned | None = None
    template: str = "form.html"
    context: dict | Callable[[], dict] = field(default_factory=dict)

    def respond(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            return self._submit(request)
        draft = drafts.find(user=request.user, path=request.path)
        if not draft:
            return self._show(request, self._empty_form())
        form = self.make_form(data=drafts.as_post(draft))
        form.leave_unchecked()  # a draft isn't wrong yet
        return self._show(request, form, draft=draft, version=draft.data.get("version", [None])[0])

    def _empty_form(self) -> BaseForm:
        return self.make_form(initial=self.initial()) if self.initial else self.make_form()

    def _submit(self, request: HttpRequest) -> HttpResponse:
        form = self.make_form(data=request.POST)
        key = _key(request.POST)
        with transaction.atomic(savepoint=False):
            earlier = _claim(request, key)
            if earlier:
                return self._answer_again(request, form, earlier)
            if self._is_stale(request):
                return self._show_conflict(request, form)
            target = self._save(form) if form.is_valid() else None
            if target is None:
                Submission.objects.filter(user=request.user, key=key).delete()
                # The version that was posted: a save that failed may have counted the row's own up.
                return self._show(request, form, key=key, status=422, version=request.POST.get("version"))
            response = redirect(target)
            Submission.objects.filter(user=request.user, key=key).update(result_url=response.url)
            drafts.discard(user=request.user, path=request.path)
            return response

    def _save(self, form: BaseForm) -> object | None:
        """What `save` returns, or None with the reason added to the form."""
        try:
            with transaction.atomic():
                return self.save(form)
        except ValidationError as error:
            _add_errors(form, error)
        except IntegrityError as error:
            form.add_error(None, sentence_for(error))
        return None

    def _is_stale(self, request: HttpRequest) -> bool:
        if self.versioned is None:
            return False
        try:
            row = self.versioned.held()
        except ObjectDoesNotExist:
            return True
        return request.POST.get("version") != str(row.version)

    def _answer_again(self, request: HttpRequest, form: BaseForm, earlier: Submission) -> HttpResponse:
        if earlier.body_hash == _body_hash(request.POST):
            return HttpResponseRedirect(earlier.result_url)
        form.is_valid()
        return self._show(request, form, status=409, already_saved=earlier.result_url)

    def _show_conflict(self, request: HttpRequest, form: BaseForm) -> HttpResponse:
        Submission.objects.filter(user=request.user, key=_key(request.POST)).delete()
        form.is_valid()
        return self._show(request, form, status=409, conflict=_differences(form), is_conflict=True)

    def _show(self, request: HttpRequest, form: BaseForm, *, status: int = 200, **context) -> HttpResponse:
        version = self.versioned.version if self.versioned else None
        context.setdefault("key", uuid.uuid4())
        context = {"version": version} | {k: v for k, v in context.items() if v is not None}
        own = self.context() if callable(self.context) else self.context
        page = {"title": self.title, "form": form, "now": timezone.now()} | own | context
        return render(request, self.template, page, status=status)


def _key(post: QueryDict) -> uuid.UUID:
    """The form's own key; a post without a usable one is a new one."""
    try:
        return uuid.UUID(post.get("form_key", ""))
    except ValueError:
        return uuid.uuid4()


def _body_hash(post: QueryDict) -> str:
    body = sorted((name, values) for name, values in post.lists() if name not in OWN_FIELDS + SECRET_FIELDS)
    return hashlib.sha256(repr(body).encode()).hexdigest()


def _claim(request: HttpRequest, key: uuid.UUID) -> Submission | None:
    """Take the key for this transaction; a submission that came first is waited for, and returned."""
    if Submission.objects.claim(user=request.user, key=key, body_hash=_body_hash(request.POST)):
        return None
    return Submission.objects.get(user=request.user, key=key)


def is_saved(draft: HttpRequest) -> bool:
    """The form of this draft was sent, with the same text: nothing of it is left to keep."""
    typed = draft.POST.copy()
    typed.pop("path", None)
    sent = Submission.objects.filter(user=draft.user, key=_key(typed), body_hash=_body_hash(typed))
    return sent.exists()


def _add_errors(form: BaseForm, error: ValidationError) -> None:
    """Each sentence at its field if the form has that field, else at the top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _differences(typed: BaseForm) -> list[tuple[str, object, object]]:
    """(label, what is saved now, what was typed) of each field in which the two differ."""
    if not isinstance(typed, ModelForm):
        return []
    stored = (bound for bound in typed if bound.form is not typed or hasattr(typed.instance, bound.name))
    pairs = ((bound.label, bound.initial, bound.value()) for bound in stored)
    return [(label, saved, value) for label, saved, value in pairs if _text(saved) != _text(value)]


def _text(value: object) -> str:
    return "" if value is None else str(value)
