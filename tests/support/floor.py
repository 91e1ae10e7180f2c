"""A small floor for tests: three people, two queues, a household that shares a telephone, and their tickets."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.ids import make_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.core.phone import parse_number, reversed_digits
from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Row
from agent_desktop.features import house
from agent_desktop.features.blocked.model import blocked_id
from agent_desktop.features.ratings.model import rating_id
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.store.blob_tables import UPLOAD, blob, blob_use

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)


def an_id(n: int) -> str:
    return make_id(1_790_000_000_000, n >> 16, n)


LEILA, MARCUS, SUE = an_id(1), an_id(2), an_id(3)
HEATING, BILLING = an_id(11), an_id(12)
MARGARET, HENRY, DEV, LARCH, AOIFE = (an_id(n) for n in range(21, 26))
MARGARET_HOME, HENRY_HOME, DEV_MOBILE, LARCH_DESK, MARGARET_MOBILE = (an_id(n) for n in range(31, 36))
PUMP, INVOICE, THERMOSTAT, ANSWERED, OWNERLESS = (an_id(n) for n in range(41, 46))
PUMP_NOTE, PUMP_REPLY = an_id(51), an_id(52)
MORNING_CALL, HENRYS_CHAT, UNFINISHED, OLD_CALL = (an_id(n) for n in range(61, 65))
ORDER, SECOND_ORDER = an_id(71), an_id(72)
VISIT, NEXT_VISIT = an_id(81), an_id(82)
RESET, TARIFFS, PUMPS = an_id(91), an_id(92), an_id(93)
HEAT_SCRIPT, BILL_SCRIPT = an_id(101), an_id(102)
SAMEDAY, WARM = an_id(111), an_id(112)
CAMPAIGN, LEAD, OTHER_LEAD, ATTEMPT, LENT_LEAD, SECOND_LENT_LEAD = (an_id(n) for n in range(121, 127))
LEASE_TOKEN = 3

GONE, HANDLE, KIN, KIN_BACK, ALLOWED, TAKEN_BACK, LEARNT = (an_id(n) for n in range(141, 148))
LEARNT_NUMBER = "+442079460333"
FAULTS, BOILER_FAULTS = an_id(151), an_id(152)
PROMISE, WAITING_MACRO = an_id(153), an_id(154)
MAILBOX, LOST_REPLY = an_id(155), an_id(156)
OUR_ADDRESS = "support@heating.example"
BOILER, COVER, BACK = an_id(161), an_id(162), an_id(163)
LEILAS_VIEW, DAY_VIEW = an_id(157), an_id(158)
RULE, NOTICE = an_id(171), an_id(172)
PHOTO = b"the display, photographed"
PHOTO_SHA256 = hashlib.sha256(PHOTO).hexdigest()

NADIA, NADIA_HOME = an_id(131), an_id(132)

HOME_NUMBER = "+442079460142"
DEVS_NUMBER = "+447700900123"
NADIAS_NUMBER = "+442079460777"
BLOCKED_NUMBER = "+442079460911"


def person(agent_id: str, *roles: Role, queues: frozenset[str] = frozenset()) -> Actor:
    """Somebody at a device of their own."""
    return Actor(agent_id, "f" + agent_id[1:], frozenset(roles), queues)


LEILA_AT_DESK = person(LEILA, Role.AGENT, queues=frozenset({HEATING, BILLING}))
MARCUS_AT_DESK = person(MARCUS, Role.AGENT, Role.SALES, queues=frozenset({BILLING}))
SUE_AT_DESK = person(SUE, Role.SUPERVISOR, queues=frozenset({HEATING, BILLING}))


def record(registry: Registry, entity: str, **values: Any) -> tuple[str, Row]:
    """A whole row of an entity: what is not given is null, or what the table has by default."""
    row: Row = {}
    for column in registry.entities[entity].table.columns:
        if column.server_default is not None and column.name != "field_versions":
            default = str(column.server_default.arg)
            row[column.name] = int(default) if default.isdigit() else default
        else:
            row[column.name] = None
    unknown = set(values) - set(row)
    assert not unknown, f"{entity} has no {unknown}"
    return entity, row | {"field_versions": {}, "updated_at": NOW - timedelta(days=1)} | values


def a_customer(registry: Registry, customer_id: str, name: str, **values: Any) -> tuple[str, Row]:
    given, _, family = name.partition(" ")
    parts = {"kind": "person", "given_name": given, "family_name": family or None, "currency": "GBP"}
    return record(registry, "customer", id=customer_id, name=name, **(parts | values))


def a_phone(
    registry: Registry, phone_id: str, customer_id: str, number: str, **values: Any
) -> tuple[str, Row]:
    read = parse_number(number, "GB")
    assert read.e164 is not None
    known = {"label": "home", "is_preferred": False, "is_verified": False, "extension": read.extension}
    return record(
        registry,
        "customer_phone",
        id=phone_id,
        customer_id=customer_id,
        e164=read.e164,
        reversed_digits=reversed_digits(read.e164),
        **(known | values),
    )


def a_ticket(registry: Registry, ticket_id: str, n: int, subject: str, **values: Any) -> tuple[str, Row]:
    known = {
        "queue_id": HEATING,
        "channel": "call",
        "state": "open",
        "priority": "normal",
        "is_unread": False,
        "created_at": NOW - timedelta(days=3),
    }
    return record(
        registry, "ticket", id=ticket_id, number=ticket_number(n), subject=subject, **(known | values)
    )


def a_contact(
    registry: Registry, contact_id: str, customer_id: str | None, days: float, **values: Any
) -> tuple[str, Row]:
    started = NOW - timedelta(days=days)
    known = {
        "channel": "call",
        "direction": "in",
        "state": "done",
        "title": "Inbound call",
        "note": "",
        "agent_id": LEILA,
        "queue_id": HEATING,
        "started_at": started,
        "ended_at": started + timedelta(minutes=6),
    }
    return record(registry, "interaction", id=contact_id, customer_id=customer_id, **(known | values))


def floor_records(registry: Registry | None = None) -> list[tuple[str, Row]]:
    """Every record of the small floor, of every entity."""
    r = registry or house()
    people = [(LEILA, "leila", "Leila Duarte", "1001"), (MARCUS, "marcus", "Marcus Webb", "1002")]
    agents = [
        record(
            r,
            "agent",
            id=agent_id,
            login=login,
            name=name,
            extension=extension,
            team="Day",
            roles=["agent"],
            queues=[HEATING, BILLING],
            is_active=True,
        )
        for agent_id, login, name, extension in [*people, (SUE, "sue", "Sue Ålund", "1009")]
    ]
    queues = [
        record(r, "queue", id=HEATING, name="Heating support", position=2, is_active=True),
        record(r, "queue", id=BILLING, name="Billing", position=1, is_active=True),
    ]
    customers = [
        a_customer(
            r,
            MARGARET,
            "Margaret Okafor",
            email="margaret.okafor@example.org",
            street="14 Larch Rise",
            postcode="BS6 5QX",
            city="Bristol",
            country="GB",
            segment="Home Cover Plus",
            alert="Infant in the household.",
        ),
        a_customer(r, HENRY, "Henry Okafor", city="Bristol"),
        a_customer(r, DEV, "Dev Raman", email="dev@example.org", external_id="C-77"),
        a_customer(
            r,
            LARCH,
            "Larch Lettings",
            kind="organisation",
            given_name=None,
            family_name=None,
            organisation="Larch Lettings",
        ),
        a_customer(r, AOIFE, "Aoife Ó Brien", postcode="D02 X285", city="Dublin", country="IE"),
        a_phone(r, MARGARET_HOME, MARGARET, HOME_NUMBER, is_preferred=True),
        a_phone(r, HENRY_HOME, HENRY, HOME_NUMBER),
        a_phone(r, DEV_MOBILE, DEV, DEVS_NUMBER, is_preferred=True, is_verified=True, label="mobile"),
        a_phone(r, LARCH_DESK, LARCH, "+441174960000", extension="204", label="work"),
        a_phone(r, MARGARET_MOBILE, MARGARET, "+447700900456", label="mobile"),
    ]
    record_of_margaret = [
        record(
            r,
            "customer_detail",
            id=HANDLE,
            customer_id=MARGARET,
            kind="social",
            value="margaret_o",
            network="mastodon",
            label="home",
            is_preferred=True,
        ),
        *(
            record(r, "customer_relation", id=i, customer_id=one, other_id=other, twin_id=twin, kind="spouse")
            for i, one, other, twin in ((KIN, MARGARET, HENRY, KIN_BACK), (KIN_BACK, HENRY, MARGARET, KIN))
        ),
        *(
            record(
                r,
                "consent_event",
                id=event_id,
                customer_id=MARGARET,
                purpose="marketing",
                channel=channel,
                is_granted=is_granted,
                given_at=NOW - timedelta(days=50),
                how="form",
                recorded_by=LEILA,
                answers=[],
            )
            for event_id, channel, is_granted in ((ALLOWED, "email", True), (TAKEN_BACK, "call", False))
        ),
        record(
            r,
            "caller_number",
            id=LEARNT,
            customer_id=MARGARET,
            e164=LEARNT_NUMBER,
            source="confirmed",
            confirmed=2,
            last_at=NOW - timedelta(days=3),
        ),
        # Somebody who was merged into her long ago.
        record(
            r,
            "merged_record",
            id=GONE,
            customer_id=MARGARET,
            kind="customer",
            into_id=MARGARET,
            since_version=1,
            merge_id=an_id(149),
        ),
    ]
    # Somebody whose record is on no desk: the caller index has their name.
    index = [
        record(r, "caller", id=NADIA_HOME, customer_id=NADIA, e164=NADIAS_NUMBER, name="Nadia Hassan-Lee")
    ]
    days = timedelta(days=1)
    tickets = [
        a_ticket(r, PUMP, 4821, "No hot water since Tuesday", customer_id=HENRY, owner_id=LEILA, due_at=NOW),
        a_ticket(r, INVOICE, 4819, "Invoice shows standing charge twice", customer_id=DEV, queue_id=BILLING),
        a_ticket(r, THERMOSTAT, 4817, "Thermostat lost its pairing", state="new", due_at=NOW - days),
        a_ticket(
            r,
            ANSWERED,
            4700,
            "Boiler manual wanted",
            customer_id=MARGARET,
            topic="Complaint",
            product="Boiler B2",
            lot="L-22",
            state="solved",
            owner_id=MARCUS,
            created_at=NOW - 40 * days,
            first_solved_at=NOW - 39 * days,
            last_solved_at=NOW - 39 * days,
        ),
        a_ticket(r, OWNERLESS, 4690, "Noise at night", customer_id=AOIFE, order_id=ORDER, topic="Noise"),
        record(
            r,
            "promise",
            id=PROMISE,
            kind="callback",
            text="Ring with the engineer's time.",
            state="open",
            owner_id=LEILA,
            due_at=NOW - timedelta(minutes=30),
            time_zone="Europe/Berlin",
            ticket_id=PUMP,
            customer_id=HENRY,
            made_by=LEILA,
            created_at=NOW - days,
        ),
        record(
            r,
            "ticket_note",
            id=PUMP_NOTE,
            ticket_id=PUMP,
            customer_id=HENRY,
            author_id=LEILA,
            is_public=False,
            text="E-42 on the display.",
            written_at=NOW - 2 * days,
        ),
        record(
            r,
            "ticket_note",
            id=PUMP_REPLY,
            ticket_id=PUMP,
            customer_id=HENRY,
            is_public=True,
            text="Still cold.",
            written_at=NOW - days,
        ),
        # A reply that came back.
        record(
            r,
            "ticket_note",
            id=LOST_REPLY,
            ticket_id=INVOICE,
            customer_id=DEV,
            author_id=MARCUS,
            is_public=True,
            text="We look into it.",
            written_at=NOW - 2 * days,
            delivery="bounced",
            delivery_what="550 5.1.1 User unknown",
            address="dev@example.org",
        ),
    ]
    contacts = [
        a_contact(r, MORNING_CALL, HENRY, 0.1, note="Reports no hot water.\nReset tried.", waited_s=31),
        a_contact(
            r, HENRYS_CHAT, HENRY, 4, channel="chat", title="Web chat", satisfaction=3, agent_id=MARCUS
        ),
        a_contact(r, UNFINISHED, None, 0.01, state="wrap_up", ended_at=None, number=HOME_NUMBER),
        a_contact(r, OLD_CALL, DEV, 60, note="Moved house.", disposition="Solved", topic="Move"),
        record(
            r,
            "call_question",
            id=MORNING_CALL,
            customer_id=HENRY,
            agent_id=LEILA,
            is_open=True,
            choices=[
                {
                    "contact_id": an_id(66),
                    "connector": "pbx",
                    "call_id": "this-morning",
                    "direction": "in",
                    "number": HOME_NUMBER,
                    "queue": "Heating support",
                    "started_at": "2026-11-21T10:05:00Z",
                    "talk_began_at": "2026-11-21T10:05:31Z",
                    "ended_at": "2026-11-21T10:11:00Z",
                }
            ],
            declined=[],
        ),
    ]
    bought = [
        record(
            r,
            "order",
            id=order_id,
            customer_id=MARGARET,
            number=number,
            ordered_at=NOW - ago * days,
            item_count=2,
            total_minor=4599,
            currency="GBP",
            status="delivered",
            # The first is of a time when no lines were recorded.
            lines=[
                {"name": "Filter", "quantity": 1, "unit_minor": 1200, "sku": "F-1", "state": "delivered"},
                {"name": "Wärmepumpe", "quantity": 1, "unit_minor": 3399, "sku": None, "state": "delivered"},
            ]
            if order_id == SECOND_ORDER
            else None,
        )
        for order_id, number, ago in ((ORDER, "A-1007", 30), (SECOND_ORDER, "A-1031", 12))
    ]
    owned = [
        record(
            r,
            "product_owned",
            id=BOILER,
            customer_id=MARGARET,
            name="Boiler B2",
            serial="SN-4711",
            lot="L-22",
            order_id=ORDER,
            owned_since="2026-10-22",
            warranty_until="2028-10-21",
            state="in_use",
        ),
        record(
            r,
            "contract",
            id=COVER,
            customer_id=MARGARET,
            name="Home Cover Plus",
            terms="parts and labour",
            starts_on="2019-03-01",
            renews_on="2027-09-02",
            state="active",
        ),
        record(
            r,
            "return_authorisation",
            id=BACK,
            customer_id=HENRY,
            ticket_id=PUMP,
            product="Pump",
            state="authorised",
            authorised_by=LEILA,
            authorised_at=NOW - days,
        ),
    ]
    visits = [
        record(
            r,
            "visit",
            id=visit_id,
            customer_id=MARGARET,
            engineer_id=MARCUS,
            title="Annual service",
            starts_at=NOW + when * days,
            ends_at=NOW + when * days + timedelta(minutes=52),
            status=status,
            report="",
            advice=advice,
        )
        for visit_id, when, status, advice in (
            (VISIT, -43, "completed", "Part advised"),
            (NEXT_VISIT, 2, "booked", None),
        )
    ]
    articles = [
        record(
            r,
            "article",
            id=article_id,
            number=number,
            title=title,
            body=body,
            tags=["heating"],
            published_at=NOW - ago * days,
        )
        for article_id, number, title, body, ago in (
            (RESET, "KB-0412", "How to reset the controller", "Hold the knob. The pump stops.", 10),
            (TARIFFS, "KB-1180", "Tariffs for heat pumps", "Ask for the night tariff.", 20),
            (PUMPS, "KB-1181", "E-42: circulation pump not detected", "Replace the pump, then reset.", 5),
        )
    ]
    steps = [
        {"key": "a", "say": "Is it on?", "choices": [{"label": "Yes", "next": None}], "do": [], "title": ""}
    ]
    guides = [
        record(
            r, "script", id=HEAT_SCRIPT, name="No hot water", topic="Fault", queues=[HEATING], steps=steps
        ),
        record(r, "script", id=BILL_SCRIPT, name="Bill query", topic="Bill", queues=[], steps=steps),
        record(r, "answer", id=SAMEDAY, shortcut="sameday", title="Same day", text="We come today."),
        record(r, "answer", id=WARM, shortcut="warm", title="Heaters", text="Two heaters, same day."),
    ]
    outbound = [
        record(r, "campaign", id=CAMPAIGN, name="Cover renewals", script_id=BILL_SCRIPT, is_active=True),
        *(
            record(
                r,
                "lead",
                id=lead_id,
                campaign_id=CAMPAIGN,
                customer_id=DEV,
                name="Dev Raman",
                number=DEVS_NUMBER,
                state=state,
                next_attempt_at=NOW,
                callback_agent_id=MARCUS if state == "callback" else None,
            )
            for lead_id, state in ((LEAD, "open"), (OTHER_LEAD, "callback"))
        ),
        *(
            record(
                r,
                "lead",
                id=lead_id,
                campaign_id=CAMPAIGN,
                customer_id=DEV,
                name="Dev Raman",
                number=number,
                state="open",
                attempts=1,
                next_attempt_at=NOW - timedelta(hours=1),
                last_disposition="busy",
                leased_by=MARCUS,
                leased_until=NOW + timedelta(minutes=8),
                lease_token=LEASE_TOKEN,
            )
            for lead_id, number in ((LENT_LEAD, "+442079460124"), (SECOND_LENT_LEAD, "+442079460125"))
        ),
        record(
            r,
            "attempt",
            id=ATTEMPT,
            lead_id=LEAD,
            customer_id=DEV,
            agent_id=MARCUS,
            at=NOW - 5 * days,
            disposition="no_answer",
        ),
    ]
    blocked = record(
        r,
        "blocked_number",
        id=blocked_id(BLOCKED_NUMBER),
        e164=BLOCKED_NUMBER,
        is_blocked=True,
        reason="Shouts at everybody",
        changed_by=SUE,
        changed_at=NOW - 9 * days,
    )
    categories = [
        record(
            r,
            "saved_view",
            id=LEILAS_VIEW,
            owner_id=LEILA,
            name="Late and urgent",
            definition={"which": {"view": "overdue", "priorities": ["urgent"]}, "order": {"group": "owner"}},
        ),
        record(
            r,
            "saved_view",
            id=DAY_VIEW,
            owner_id=SUE,
            name="Nobody has these",
            team="Day",
            definition={"which": {"view": "unassigned"}, "order": {"sort": "age"}},
        ),
        record(r, "ticket_category", id=FAULTS, name="Faults", position=1, fields=[], is_active=True),
        record(
            r,
            "ticket_category",
            id=BOILER_FAULTS,
            name="Boiler",
            parent_id=FAULTS,
            position=1,
            skill="gas",
            is_active=True,
            fields=[
                {
                    "key": "serial",
                    "label": "Serial number",
                    "kind": "text",
                    "choices": [],
                    "is_required": True,
                },
                {
                    "key": "is_leased",
                    "label": "Leased",
                    "kind": "yes_no",
                    "choices": [],
                    "is_required": False,
                },
            ],
        ),
    ]
    waiting = record(
        r,
        "macro",
        id=WAITING_MACRO,
        name="Ask for a photograph",
        key="photo",
        changes={
            "state": "pending_customer",
            "priority": "high",
            "category_id": None,
            "queue_id": None,
            "add_tags": ["photo"],
            "remove_tags": [],
            "take": True,
        },
        reply="Dear {customer}, please photograph the display for {number}. {agent} {unknown}",
        is_public=True,
        is_active=True,
    )
    mailbox = record(
        r,
        "reply_channel",
        id=MAILBOX,
        channel="email",
        name="support",
        title="Heating support",
        address=OUR_ADDRESS,
        queue_id=HEATING,
        position=0,
        is_active=True,
    )
    rules = [
        # One that is off: nothing happens on the small floor that nobody does.
        record(
            r,
            "workflow_rule",
            id=RULE,
            name="Urgent is tagged",
            position=5,
            revision=1,
            is_active=False,
            rule={
                "trigger": {"on": "created"},
                "all_of": [{"field": "priority", "op": "is", "value": "urgent"}],
                "actions": [{"do": "add_tags", "tags": ["hot"]}],
            },
        ),
        record(
            r,
            "notice",
            id=NOTICE,
            agent_id=LEILA,
            text="The pump's log has come.",
            said_by="Logs are told",
            ticket_id=PUMP,
            customer_id=HENRY,
            told_at=NOW,
        ),
    ]
    words = record(
        r,
        "mail_template",
        id=an_id(158),
        kind="reply",
        language="fr",
        subject="Re: {subject}",
        body="Bonjour {customer},\n\n{text}",
        signature="{agent}",
        is_active=True,
    )
    said = record(
        r,
        "rating",
        id=rating_id(OLD_CALL),
        customer_id=DEV,
        interaction_id=OLD_CALL,
        agent_id=LEILA,
        queue_id=HEATING,
        score=5,
        comment="Quick.",
        source="ivr",
        rated_at=NOW - 60 * days,
    )
    return [
        blocked,
        waiting,
        mailbox,
        *rules,
        words,
        said,
        *categories,
        *agents,
        *queues,
        *customers,
        *record_of_margaret,
        *index,
        *tickets,
        *contacts,
        *bought,
        *owned,
        *visits,
        *articles,
        *guides,
        *outbound,
    ]


def upload_photo(connection: sa.Connection) -> None:
    """Leila has uploaded a photograph that no record refers to yet."""
    known = {"sha256": PHOTO_SHA256, "size": len(PHOTO), "media_type": "image/jpeg", "body": PHOTO}
    connection.execute(sa.insert(blob).values(created_at=NOW, created_by=LEILA, **known))
    connection.execute(
        sa.insert(blob_use).values(sha256=PHOTO_SHA256, entity=UPLOAD, entity_id=LEILA, at=NOW)
    )
