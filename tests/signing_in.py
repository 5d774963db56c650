"""How tests get past the sign-in page, and through it."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from accounts import factors
from accounts.middleware import HAS_FACTOR

PASSWORD = "a long enough phrase"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in_without_asking(client, user):
    """Django's test client, signed in as if by password and second factor."""
    client.force_login(user)
    session = client.session
    session[HAS_FACTOR] = True
    session.save()


def give_password(user, password=PASSWORD):
    user.set_password(password)
    user.save()
    return user


def give_app(user):
    """An authenticator app, whose next code has not been used."""
    app = TOTP.activate(user, SECRET).instance
    app.data[factors.LAST] = 0
    app.save()
    user.refresh_from_db()
    return app


def code(*, after=0):
    """What the app shows; so many codes later."""
    return factors.code_at(SECRET, factors.counter_now() + after)


def can_sign_in(user):
    """A user with the password and the app of the tests."""
    give_app(give_password(user))
    return user


def type_sign_in(page, user, password=PASSWORD):
    """In a browser, at the sign-in page that is open; ends at the page behind."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        give_app(user)
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(code())
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
