"""Optional: incidents sent to Sentry, or to anything that speaks its protocol. No person, no token leaves."""

from typing import Any, Final

from .logs import REQUEST, masked

_FORGOTTEN: Final = ("cookies", "data", "env", "headers", "query_string")


def send_incidents_to(dsn: str, *, environment: str) -> None:
    """Start the client. Raises ImportError, in words that say what to install, without the extra `sentry`."""
    try:
        import sentry_sdk  # noqa: PLC0415  an extra: most installations do without
    except ImportError as error:
        msg = "SENTRY_DSN est réglé, mais le client manque : installez lms-onboarding[sentry]."
        raise ImportError(msg) from error
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        send_default_pii=False,
        include_local_variables=False,  # a frame holds names, addresses, answers
        max_request_body_size="never",
        traces_sample_rate=0.0,
        before_send=without_people,
        before_breadcrumb=_no_trail,
    )


def without_people(event: Any, _hint: Any) -> Any:
    """What is left of an incident: where it broke and under which request name. Who was there stays here."""
    event.pop("user", None)
    event.pop("breadcrumbs", None)
    request = event.get("request", {})
    for name in _FORGOTTEN:
        request.pop(name, None)
    if url := request.get("url"):
        request["url"] = masked(url)
    for exception in event.get("exception", {}).get("values", []):
        exception["value"] = masked(exception.get("value") or "")
    if entry := event.get("logentry"):
        event["logentry"] = {"message": masked(entry.get("formatted") or entry.get("message") or "")}
    event.setdefault("tags", {})["request_id"] = REQUEST.get()
    return event


def _no_trail(_crumb: Any, _hint: Any) -> None:
    """Queries and mails that led to the incident name people: no trail is kept."""
