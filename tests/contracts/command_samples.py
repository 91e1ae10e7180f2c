"""A sample of every command: what somebody does on the small floor, in order, to use it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from agent_desktop.core.command import Command
from agent_desktop.core.people import Actor
from agent_desktop.core.work import Row
from agent_desktop.features import house
from agent_desktop.features.blocked import commands as blocked
from agent_desktop.features.customers import commands as customers
from agent_desktop.features.customers.erasure import EraseCustomer
from agent_desktop.features.customers.private_commands import SetPrivate
from agent_desktop.features.interactions import commands as interactions
from agent_desktop.features.interactions import logging as interactions_by_hand
from agent_desktop.features.tickets import commands as tickets
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.features.tickets.numbers import LendNumbers
from tests.contracts import (
    samples_commerce,
    samples_correspondence,
    samples_customers,
    samples_listing,
    samples_outbound,
    samples_tickets,
)
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, SUE_AT_DESK, an_id


@dataclass(frozen=True)
class Sample:
    """Commands of one person in the order they are given.

    ``settled_at_central`` names entities whose rows a central step changes after the handler: a desk
    learns those by pulling, so they are not compared. ``records`` are what it needs beside the small floor.
    """

    commands: tuple[Command, ...]
    actor: Actor = LEILA_AT_DESK
    settled_at_central: frozenset[str] = frozenset()
    records: tuple[tuple[str, Row], ...] = ()


_BLOCKED = blocked.BlockCaller(made_at=NOW, number="020 7946 0919", region="GB", reason="Threatened us")
_NEW_CUSTOMER = customers.CreateCustomer(
    made_at=NOW,
    customer_id=an_id(500),
    currency="gbp",
    region="GB",
    given_name=" Ilse ",
    family_name="Brandt",
    email="ilse@example.org",
    postcode="BS1 4DJ",
    city="Bristol",
    country="gb",
    phones=[
        customers.NewPhone(phone_id=an_id(501), number="020 7946 0018 ext 12"),
        customers.NewPhone(phone_id=an_id(502), number="07700 900 789", label="mobile", is_verified=True),
    ],
)
_NEW_TICKET = tickets.CreateTicket(
    made_at=NOW,
    ticket_id=an_id(510),
    number=ticket_number(6000),
    subject=" Pump is loud ",
    queue_id=floor.HEATING,
    channel="call",
    customer_id=floor.MARGARET,
    due_at=NOW + timedelta(hours=4),
)
_FROM_A_CALL = tickets.CreateTicket(
    made_at=NOW,
    ticket_id=an_id(511),
    number=ticket_number(6010),
    subject="Still cold",
    queue_id=floor.HEATING,
    channel="call",
    customer_id=floor.HENRY,
    interaction_id=floor.UNFINISHED,
)
_NEW_CONTACT = interactions.StartContact(
    made_at=NOW,
    interaction_id=an_id(520),
    channel="call",
    direction="in",
    title="Inbound call",
    started_at=NOW - timedelta(seconds=40),
    call_id="call-7",
    queue_id=floor.HEATING,
    number=floor.HOME_NUMBER,
    waited_s=31,
)

_LOGGED = interactions_by_hand.LogContact(
    made_at=NOW,
    interaction_id=an_id(521),
    direction="out",
    started_at=NOW - timedelta(minutes=9),
    ended_at=NOW - timedelta(minutes=4),
    region="GB",
    number="020 7946 0142",
    note=" Rang from the mobile. ",
    disposition="No answer",
)
SAMPLES: dict[str, Sample] = {
    "customers.CreateCustomer": Sample((_NEW_CUSTOMER,)),
    "customers.ChangeCustomer": Sample(
        (
            customers.ChangeCustomer(
                made_at=NOW,
                customer_id=floor.MARGARET,
                family_name="Okafor-Bell",
                email=None,
                alert="Ring twice.",
                postcode="BS7 8AA",
            ),
            customers.ChangeCustomer(
                made_at=NOW + timedelta(minutes=1), customer_id=floor.MARGARET, name="Mrs Okafor-Bell"
            ),
        )
    ),
    "customers.AddPhone": Sample(
        (
            customers.AddPhone(
                made_at=NOW,
                phone_id=an_id(503),
                customer_id=floor.DEV,
                number="+44 20 7946 0999",
                region="GB",
                label="work",
            ),
        )
    ),
    "customers.ChangePhone": Sample(
        (
            customers.ChangePhone(made_at=NOW, phone_id=floor.LARCH_DESK, extension="205", is_verified=True),
            customers.ChangePhone(
                made_at=NOW, phone_id=floor.DEV_MOBILE, number="07700 900 124", region="GB", label="other"
            ),
        )
    ),
    "customers.RemovePhone": Sample((customers.RemovePhone(made_at=NOW, phone_id=floor.MARGARET_MOBILE),)),
    "customers.SetPrivate": Sample(
        (
            SetPrivate(
                made_at=NOW, customer_id=floor.HENRY, birth_date="1984-03-31", health_note="Oxygen\nat home."
            ),
            SetPrivate(made_at=NOW, customer_id=floor.HENRY, birth_date=None, iban_last4="19ax"),
        )
    ),
    "interactions.StartContact": Sample((_NEW_CONTACT,)),
    "interactions.LinkContact": Sample(
        (
            _NEW_CONTACT,
            interactions.LinkContact(made_at=NOW, interaction_id=an_id(520), customer_id=floor.HENRY),
        )
    ),
    "interactions.SaveContactNote": Sample(
        (interactions.SaveContactNote(made_at=NOW, interaction_id=floor.UNFINISHED, note="E-42 …"),)
    ),
    "interactions.FinishContact": Sample(
        (
            interactions.FinishContact(
                made_at=NOW,
                interaction_id=floor.UNFINISHED,
                note="E-42 since Tuesday.",
                topic="Fault",
                disposition="Visit booked",
                ended_at=NOW,
                ticket_id=floor.PUMP,
            ),
        )
    ),
    "interactions.LogContact": Sample((_LOGGED,)),
    "interactions.JoinContact": Sample(
        (
            interactions_by_hand.JoinContact(
                made_at=NOW, interaction_id=floor.MORNING_CALL, contact_id=None, region="GB"
            ),
        )
    ),
    "tickets.CreateTicket": Sample((_NEW_TICKET, _FROM_A_CALL)),
    "tickets.ChangeTicket": Sample(
        (
            tickets.ChangeTicket(
                made_at=NOW,
                ticket_id=floor.PUMP,
                subject="No hot water, infant in the house",
                priority="urgent",
                due_at=None,
                queue_id=floor.BILLING,
            ),
        )
    ),
    "tickets.AssignTicket": Sample(
        (
            tickets.AssignTicket(made_at=NOW, ticket_id=floor.THERMOSTAT, owner_id=floor.LEILA),
            tickets.AssignTicket(made_at=NOW, ticket_id=floor.PUMP, owner_id=None),
        )
    ),
    "tickets.ClaimTicket": Sample((tickets.ClaimTicket(made_at=NOW, ticket_id=floor.THERMOSTAT),)),
    "tickets.SetTicketState": Sample(
        (
            tickets.SetTicketState(made_at=NOW, ticket_id=floor.PUMP, state="solved"),
            tickets.SetTicketState(made_at=NOW, ticket_id=floor.ANSWERED, state="open"),
        )
    ),
    "tickets.AddTicketNote": Sample(
        (
            tickets.AddTicketNote(
                made_at=NOW,
                note_id=an_id(530),
                ticket_id=floor.OWNERLESS,
                text="Called back — “no answer”.\nTrying again.",
                is_public=True,
            ),
        ),
        settled_at_central=frozenset({"ticket_note"}),  # how it stands with its mail
    ),
    "tickets.MarkTicketRead": Sample(
        (
            tickets.AssignTicket(made_at=NOW, ticket_id=floor.INVOICE, owner_id=floor.LEILA),
            tickets.MarkTicketRead(made_at=NOW, ticket_id=floor.INVOICE),
        )
    ),
    "customers.EraseCustomer": Sample(
        (EraseCustomer(made_at=NOW, customer_id=floor.HENRY, reason="They asked us to."),),
        SUE_AT_DESK,
        settled_at_central=frozenset(house().entities),
    ),
    "blocked.BlockCaller": Sample((_BLOCKED,)),
    "blocked.UnblockCaller": Sample(
        (
            _BLOCKED,
            blocked.UnblockCaller(made_at=NOW, number="+442079460919", region="GB", reason="Apologised"),
        )
    ),
    **{
        kind: Sample(commands, settled_at_central=samples_tickets.SETTLED.get(kind, frozenset()))
        for kind, commands in samples_tickets.samples().items()
    },
    **{kind: Sample(commands, SUE_AT_DESK) for kind, commands in samples_tickets.BY_LEADS.items()},
    **{kind: Sample(commands, SUE_AT_DESK) for kind, commands in samples_commerce.BY_LEADS.items()},
    **{kind: Sample(commands) for kind, commands in samples_commerce.BY_AGENTS.items()},
    **{kind: Sample(commands) for kind, commands in samples_listing.COMMANDS.items()},
    **{
        kind: Sample(commands, settled_at_central=samples_correspondence.SETTLED.get(kind, frozenset()))
        for kind, commands in samples_correspondence.COMMANDS.items()
    },
    **{kind: Sample(commands, SUE_AT_DESK) for kind, commands in samples_correspondence.BY_LEADS.items()},
    "tickets.LendNumbers": Sample((LendNumbers(made_at=NOW),)),
    **{
        kind: Sample(commands, settled_at_central=samples_customers.SETTLED.get(kind, frozenset()))
        for kind, commands in samples_customers.COMMANDS.items()
    },
    **{
        kind: Sample(commands, MARCUS_AT_DESK, samples_outbound.SETTLED_AT_CENTRAL.get(kind, frozenset()))
        for kind, commands in samples_outbound.samples().items()
    },
}
