"""What central counts, under names that docs/operations.md promises; no name of a person and no number."""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The figures of one central process, for Prometheus to fetch."""

    def __init__(self) -> None:
        # When each series began is of no use here and half as many lines again.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        book = CollectorRegistry()
        self.book = book
        self.requests = Counter(
            "agent_desktop_http_requests",
            "Requests answered.",
            ["method", "route", "status"],
            registry=book,
        )
        self.request_seconds = Histogram(
            "agent_desktop_http_request_seconds",
            "Time to answer a request, streams apart.",
            ["route"],
            buckets=_SECONDS,
            registry=book,
        )
        self.sign_ins = Counter("agent_desktop_sign_ins", "Attempts to sign in.", ["outcome"], registry=book)
        self.limited = Counter(
            "agent_desktop_limited", "Requests and streams refused by a limit.", ["limit"], registry=book
        )
        self.streams = Gauge("agent_desktop_streams", "Open streams.", registry=book)
        self.frames = Counter(
            "agent_desktop_stream_frames", "Events told on streams.", ["event"], registry=book
        )
        self.streams_dropped = Counter(
            "agent_desktop_streams_dropped", "Streams ended because they read too slowly.", registry=book
        )
        self.commands = Counter(
            "agent_desktop_commands", "Commands judged, repeats included.", ["status"], registry=book
        )
        self.push_retries = Counter(
            "agent_desktop_push_retries", "Batches run again after a deadlock or a race.", registry=book
        )
        self.feed_head = Gauge(
            "agent_desktop_feed_head", "The feed's position after the latest push here.", registry=book
        )
        self.call_events = Counter(
            "agent_desktop_call_events",
            "Events from connectors by what became of them.",
            ["connector", "verdict"],
            registry=book,
        )
        self.facts = Counter("agent_desktop_facts", "Facts recorded.", ["type"], registry=book)
        self.facts_waiting = Gauge(
            "agent_desktop_facts_waiting", "Facts that the database has not taken yet.", registry=book
        )
        self.facts_given_up = Counter(
            "agent_desktop_facts_given_up", "Facts that could not be kept.", registry=book
        )
        self.actions = Counter(
            "agent_desktop_actions", "Actions by outcome.", ["kind", "status"], registry=book
        )
        self.calls_live = Gauge("agent_desktop_calls_live", "Calls in progress.", registry=book)
        self.people = Gauge("agent_desktop_people", "People on the floor.", ["state"], registry=book)
        self.pop_seconds = Histogram(
            "agent_desktop_screen_pop_seconds",
            "From a ringing event taken to the call, match and bundle told.",
            buckets=_SECONDS,
            registry=book,
        )
        self.connectors_up = Gauge(
            "agent_desktop_connector_up", "Whether a connector is connected.", ["connector"], registry=book
        )
        self.streams_refused = Counter(
            "agent_desktop_streams_refused", "Streams sent elsewhere or later.", ["why"], registry=book
        )
        self.instances = Gauge(
            "agent_desktop_instances",
            "Instances on this database that are heard, this one included.",
            registry=book,
        )
        self.singleton_owner = Gauge(
            "agent_desktop_singleton_owner", "Whether this instance owns it.", ["name"], registry=book
        )
        self.singleton_terms = Counter(
            "agent_desktop_singleton_terms", "Times this instance became its owner.", ["name"], registry=book
        )
        self.take_over_seconds = Gauge(
            "agent_desktop_take_over_seconds",
            "The last take-over here: from the last word of the owner before to being up.",
            ["name"],
            registry=book,
        )
        self.relay_posts = Counter(
            "agent_desktop_relay_posts", "Notifications between instances.", ["way"], registry=book
        )
        self.relay_lag = Gauge(
            "agent_desktop_relay_lag_seconds",
            "From telling the other instances to hearing it oneself, at the last beat.",
            registry=book,
        )

        self.mail_waiting = Gauge(
            "agent_desktop_mail_waiting", "Mails that wait to be sent.", ["mailbox"], registry=book
        )
        self.mail_moved = Gauge(
            "agent_desktop_mail_last_timestamp_seconds",
            "When the last mail was taken (in) and sent (out).",
            ["mailbox", "way"],
            registry=book,
        )
        self.mail_failing = Gauge(
            "agent_desktop_mail_failing_since_timestamp_seconds",
            "Since when the mail server cannot be used; 0 while it can.",
            ["mailbox", "way"],
            registry=book,
        )

    def forget_mail(self) -> None:
        """Let go of the figures of mail: only the instance that sends and takes it tells them."""
        for gauge in (self.mail_waiting, self.mail_moved, self.mail_failing):
            gauge.clear()

    def text(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self.book)
