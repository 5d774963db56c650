"""Settings that would not be safe stop the start, each with a sentence that says what to do."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1", "[::1]", "testserver", ".localhost"}
SHORTEST_KEY = 32  # characters; a random one of 32 can't be guessed
SAMPLES = ("for tests only", "dev only", "change", "django-insecure", "secret", "insecure", "example", "unused")
FEWEST_LETTERS = 10  # different ones: "aaaa..." is long, too
ENCRYPTED = ("require", "verify-ca", "verify-full")  # what sslmode may say


def is_here(host: str) -> bool:
    """On this machine: nothing, a socket's path, or a name of the machine for itself."""
    return not host or host.startswith(("/", "%2F", "%2f")) or host in LOCAL_HOSTS


def refuse_unsafe(settings: Mapping) -> None:
    """Raises ImproperlyConfigured with a sentence for each setting that is not safe."""
    found = list(_faults(settings))
    if found:
        raise ImproperlyConfigured("\n".join(found))


def _faults(settings: Mapping) -> Iterator[str]:
    hosts = settings["ALLOWED_HOSTS"]
    if "*" in hosts:
        yield "ALLOWED_HOSTS=* lets anyone write the addresses in our e-mails: name the clinic's own."
    if settings["LOCAL"]:
        yield from _faults_of_development(hosts, settings["PUBLIC_URL"])
        return
    yield from _faults_of_keys(settings["SECRET_KEY"], settings["SECRET_KEY_FALLBACKS"])
    yield from _faults_of_address(hosts, settings["PUBLIC_URL"])
    yield from _faults_of_database(settings["DATABASES"]["default"])
    yield from _faults_of_broker(settings["REDIS_URL"])
    if not (is_here(settings["EMAIL_HOST"]) or settings["EMAIL_USE_TLS"] or settings["EMAIL_USE_SSL"]):
        yield (
            f"EMAIL_URL sends mail and its password to {settings['EMAIL_HOST']} without encryption: use"
            " submission:// (STARTTLS) or smtps:// (TLS)."
        )


def _faults_of_development(hosts: Sequence[str], public_url: str) -> Iterator[str]:
    real = [host for host in (*hosts, urlsplit(public_url).hostname or "") if host != "*" and not is_here(host)]
    if real:
        yield (
            f"DEBUG=1 shows faults with what is in them, and works without https, so it may only serve this machine:"
            f" take {real[0]} out of ALLOWED_HOSTS and PUBLIC_URL, or set DEBUG=0."
        )


def _faults_of_keys(key: str, earlier: Sequence[str]) -> Iterator[str]:
    for name, value in [("SECRET_KEY", key), *(("SECRET_KEY_FALLBACKS", value) for value in earlier)]:
        words = value.lower()
        is_sample = any(words.startswith(sample) for sample in SAMPLES)
        if is_sample or len(value) < SHORTEST_KEY or len(set(value)) < FEWEST_LETTERS:
            yield (
                f"{name} must be long and random, {SHORTEST_KEY} characters at least, and no example:"
                ' python3 -c "import secrets; print(secrets.token_urlsafe(48))" makes one.'
            )


def _faults_of_address(hosts: Sequence[str], public_url: str) -> Iterator[str]:
    address = urlsplit(public_url)
    if address.scheme == "https" and address.hostname:
        return
    if not is_here(address.hostname or "") or any(not is_here(host) for host in hosts if host != "*"):
        yield f"PUBLIC_URL is {public_url}: links in e-mails must begin with https:// and the clinic's name."


def _faults_of_database(database: Mapping) -> Iterator[str]:
    mode = database.get("OPTIONS", {}).get("sslmode", "")
    if not is_here(database["HOST"]) and mode not in ENCRYPTED:
        yield (
            f"DATABASE_URL leads over a network to {database['HOST']}, and patients' data with it: add"
            " ?sslmode=verify-full (or at least require), or use a socket."
        )


def _faults_of_broker(url: str) -> Iterator[str]:
    broker = urlsplit(url)
    if not url or broker.scheme in ("redis+socket", "socket", "unix") or is_here(broker.hostname or ""):
        return
    checks = parse_qs(broker.query).get("ssl_cert_reqs", [""])[0]
    if broker.scheme != "rediss" or not broker.password or checks.lower() in ("none", "cert_none"):
        yield (
            f"REDIS_URL leads over a network to {broker.hostname}: it must begin with rediss:// and hold a password,"
            " and the server's certificate must be checked; or use a socket."
        )
