"""Samples of every query that a desk can answer by itself, asked of the small floor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agent_desktop.core.query import Query
from agent_desktop.features.blocked.read_models import BlockedCallers
from agent_desktop.features.calls.read_models import MatchCaller
from agent_desktop.features.commerce.finding import FindOrders
from agent_desktop.features.commerce.read_models import Holdings, Order, Orders
from agent_desktop.features.customers.read_models import (
    KINDS,
    CallerEntry,
    Customer,
    CustomerDetails,
    SearchCustomers,
    Timeline,
)
from agent_desktop.features.customers.record_read_models import Consent, CustomerRecord, MergedInto
from agent_desktop.features.customers.twins import LikelyDuplicates
from agent_desktop.features.interactions.read_models import (
    CallQuestions,
    Contact,
    MyContacts,
    UnfinishedContacts,
)
from agent_desktop.features.knowledge.read_models import Article, SearchArticles
from agent_desktop.features.outbound.read_models import Campaigns, MyLeads
from agent_desktop.features.scripts.read_models import Answers, Script, Scripts
from agent_desktop.features.tickets.complaints import OtherComplaints
from agent_desktop.features.tickets.detail_views import Categories, TicketDetails
from agent_desktop.features.tickets.finding import FindTickets
from agent_desktop.features.tickets.macros import Macros, PreviewMacro
from agent_desktop.features.tickets.promises import PromisesDue, Reminders, TicketPromises
from agent_desktop.features.tickets.read_models import CountWorkQueue, CustomerTickets, Ticket, WorkQueue
from agent_desktop.features.tickets.service_preview import ServiceDefinitions
from agent_desktop.features.tickets.workflow_commands import MyNotices, Rules
from agent_desktop.features.workforce.read_models import People, Queues
from tests.contracts import samples_correspondence, samples_listing
from tests.support import floor
from tests.support.floor import NOW

_BOTH = [floor.HEATING, floor.BILLING]

ASKED_BY = {
    "outbound.MyLeads": floor.MARCUS_AT_DESK,
    "tickets.Rules": floor.SUE_AT_DESK,
    "tickets.ServiceDefinitions": floor.SUE_AT_DESK,
}
"""Who asks what is one's own and not Leila's."""

SAMPLES: dict[str, list[Query[Any]]] = {
    "workforce.People": [People()],
    "workforce.Queues": [Queues()],
    "customers.Customer": [
        Customer(customer_id=customer_id, as_of=NOW) for customer_id in (floor.MARGARET, floor.HENRY)
    ],
    "customers.CallerEntry": [CallerEntry(customer_id=i) for i in (floor.NADIA, floor.MARGARET)],
    "customers.CustomerDetails": [
        CustomerDetails(customer_id=customer_id) for customer_id in (floor.MARGARET, floor.LARCH, floor.SUE)
    ],
    "customers.Timeline": [
        Timeline(customer_id=floor.MARGARET),
        Timeline(customer_id=floor.HENRY, limit=1),
        Timeline(customer_id=floor.HENRY, before=NOW, kinds=["chat"]),
        Timeline(customer_id=floor.DEV),
        Timeline(customer_id=floor.HENRY, text="COLD still"),
        Timeline(customer_id=floor.MARGARET, text="warmepumpe", limit=1),
        *(Timeline(customer_id=who, kinds=[kind]) for who in (floor.MARGARET, floor.HENRY) for kind in KINDS),
    ],
    "customers.SearchCustomers": [
        SearchCustomers(text=text)
        for text in (
            "okafor",
            "oka mar",
            "0117 496 0000",
            "BS6 5QX",
            "a-1007",
            "48215",
            "dev@exam",
            "o brien",
            "margret okafor",
            "okafro",
            "dev@exampel.org",
        )
    ],
    "customers.CustomerRecord": [
        CustomerRecord(customer_id=customer_id, as_of=NOW)
        for customer_id in (floor.MARGARET, floor.DEV, floor.SUE, floor.GONE)
    ],
    "customers.Consent": [
        Consent(customer_id=floor.MARGARET, purpose="marketing", channel=channel)
        for channel in ("call", "email", "letter")
    ],
    "customers.MergedInto": [MergedInto(customer_id=i) for i in (floor.GONE, floor.MARGARET)],
    "customers.LikelyDuplicates": [
        LikelyDuplicates(given_name="Margret", family_name="Okafor", postcode="BS6 5QX", city="Bristol"),
        LikelyDuplicates(given_name="Margaret", family_name="Okafor", phones=["020 7946 0142"]),
        LikelyDuplicates(customer_id=floor.MARGARET, given_name="Margaret", family_name="Okafor"),
    ],
    "commerce.Holdings": [
        Holdings(customer_id=customer_id) for customer_id in (floor.MARGARET, floor.HENRY, floor.GONE)
    ],
    "commerce.Orders": [
        Orders(customer_id=floor.MARGARET),
        Orders(customer_id=floor.MARGARET, limit=1),
        Orders(customer_id=floor.MARGARET, before=NOW - timedelta(days=12), before_id=floor.SECOND_ORDER),
    ],
    "commerce.Order": [Order(order_id=i) for i in (floor.ORDER, floor.SECOND_ORDER, floor.LEILA)],
    "calls.MatchCaller": [
        *(
            MatchCaller(number=number, region="GB", as_of=NOW)
            for number in (
                floor.HOME_NUMBER,
                "07700 900123",
                "1001",
                "anonymous",
                "999",
                "020 7946 0999",
                floor.LEARNT_NUMBER,
            )
        ),
        MatchCaller(number=floor.HOME_NUMBER, region="GB", as_of=NOW, name_said="margret okafor"),
        MatchCaller(number=None, region="GB", as_of=NOW, name_said="Dev Raman", customer_number="C-77"),
    ],
    "interactions.Contact": [Contact(interaction_id=floor.MORNING_CALL)],
    "interactions.MyContacts": [MyContacts(agent_id=floor.LEILA)],
    "interactions.CallQuestions": [CallQuestions(agent_id=floor.LEILA)],
    "interactions.UnfinishedContacts": [UnfinishedContacts(agent_id=floor.LEILA)],
    "tickets.FindTickets": [
        FindTickets(text=text) for text in ("469", "#4-6-9-0-4", "four six nine oh four", "pump", "wat")
    ],
    "commerce.FindOrders": [FindOrders(text=text) for text in ("A-1007", "a 10", "zzz9")],
    "tickets.WorkQueue": [
        WorkQueue(view="mine", agent_id=floor.LEILA, queues=_BOTH),
        WorkQueue(view="team", agent_id=floor.LEILA, queues=_BOTH),
        WorkQueue(view="team", agent_id=floor.LEILA, queues=_BOTH, limit=1),
        WorkQueue(view="unassigned", agent_id=floor.LEILA, queues=_BOTH),
        WorkQueue(view="team", agent_id=floor.LEILA, queues=_BOTH, text="okaf wat"),
    ],
    "tickets.Macros": [Macros()],
    "tickets.PreviewMacro": [
        PreviewMacro(ticket_id=floor.PUMP, macro_id=i) for i in (floor.WAITING_MACRO, floor.PUMP)
    ],
    "tickets.PromisesDue": [
        PromisesDue(agent_id=floor.LEILA, as_of=NOW),
        PromisesDue(agent_id=floor.LEILA, as_of=NOW, until=NOW),
    ],
    "tickets.Reminders": [
        Reminders(agent_id=floor.LEILA, as_of=NOW),
        Reminders(agent_id=floor.LEILA, as_of=NOW - timedelta(days=1)),
    ],
    "tickets.MyNotices": [MyNotices(agent_id=floor.LEILA)],
    "tickets.Rules": [Rules()],
    "tickets.ServiceDefinitions": [ServiceDefinitions()],
    "tickets.TicketPromises": [TicketPromises(ticket_id=i, as_of=NOW) for i in (floor.PUMP, floor.INVOICE)],
    "tickets.OtherComplaints": [
        OtherComplaints(product="Boiler B2"),
        OtherComplaints(product="?", lot="L-22"),
    ],
    "tickets.TicketDetails": [TicketDetails(ticket_id=i) for i in (floor.PUMP, floor.OWNERLESS, floor.LEILA)],
    "tickets.Categories": [Categories()],
    **samples_correspondence.QUERIES,
    "tickets.CountWorkQueue": [
        CountWorkQueue(agent_id=floor.LEILA, queues=_BOTH),
        CountWorkQueue(agent_id=floor.LEILA, queues=[]),
    ],
    "tickets.Ticket": [Ticket(ticket_id=floor.PUMP), Ticket(ticket_id=floor.OWNERLESS)],
    "tickets.CustomerTickets": [CustomerTickets(customer_id=floor.HENRY)],
    **samples_listing.QUERIES,
    "knowledge.SearchArticles": [
        SearchArticles(text=text) for text in ("", "how to reset the controller", "pump res", "the tariff")
    ],
    "knowledge.Article": [Article(article_id=floor.RESET)],
    "outbound.Campaigns": [Campaigns()],
    "outbound.MyLeads": [MyLeads(agent_id=floor.MARCUS)],
    "blocked.BlockedCallers": [BlockedCallers(), BlockedCallers(e164=floor.BLOCKED_NUMBER)],
    "scripts.Scripts": [Scripts(), Scripts(queue_id=floor.HEATING, topic="bill")],
    "scripts.Script": [Script(script_id=floor.HEAT_SCRIPT)],
    "scripts.Answers": [Answers(), Answers(text="/WARM"), Answers(text="same day")],
}
