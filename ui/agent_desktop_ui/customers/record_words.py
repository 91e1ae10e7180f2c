"""What the parts of a customer's record are called: labels, kinds of relation, purposes, channels, ways."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

PHONE_LABELS = {"mobile": "Mobile", "home": "Home", "work": "Work", "other": "Other"}
DETAIL_LABELS = {
    "home": "Home",
    "work": "Work",
    "billing": "Billing",
    "delivery": "Delivery",
    "other": "Other",
}
KINDS = {
    "phone": "Number",
    "email": "E-mail address",
    "address": "Postal address",
    "social": "Handle",
    "name": "Other name",
    "id": "Number elsewhere",
    "relation": "Relation",
    "consent": "Consent",
    "tag": "Tag",
}
OTHER_IS = {
    "parent": "Parent",
    "child": "Child",
    "guardian": "Guardian",
    "ward": "Ward",
    "carer": "Carer",
    "cared_for": "In their care",
    "employee": "Employee",
    "employer": "Employer",
    "contact_person": "Contact person",
    "has_contact_person": "Speaks for",
    "member": "Member",
    "has_member": "Member of",
    "subsidiary": "Subsidiary",
    "parent_company": "Parent company",
    "tenant": "Tenant",
    "landlord": "Landlord",
    "pays_for": "Pays for them",
    "paid_for_by": "They pay for",
    "owner": "Owner",
    "owned_by": "Owned by them",
    "spouse": "Spouse",
    "sibling": "Sibling",
    "household": "Same household",
    "neighbour": "Neighbour",
    "partner_company": "Partner company",
    "other": "Other",
}
"""What the other one is to this customer, by the kind of relation as the other one has it."""
PURPOSES = {
    "service": "Service",
    "marketing": "Marketing",
    "survey": "Surveys",
    "profiling": "Profiling",
    "recording": "Recording",
    "any": "Everything",
}
CHANNELS = {
    "call": "call",
    "email": "e-mail",
    "sms": "text message",
    "chat": "chat",
    "letter": "letter",
    "social": "social networks",
    "any": "every channel",
}
WAYS = {
    "call": "in a call",
    "form": "on a form",
    "email": "by e-mail",
    "letter": "by letter",
    "chat": "in a chat",
    "in_person": "in person",
    "import": "imported",
}
IDENTITY_WAYS = {
    "questions": "Security questions",
    "code": "A code we sent",
    "document": "A document",
    "callback": "A call back to their number",
    "voice": "Their voice",
    "known_in_person": "Known in person",
}
ENTITIES = {
    "ticket": ("%n ticket", "%n tickets"),
    "ticket_note": ("%n note of a ticket", "%n notes of tickets"),
    "ticket_link": ("%n link of tickets", "%n links of tickets"),
    "ticket_attachment": ("%n file", "%n files"),
    "promise": ("%n promise", "%n promises"),
    "return_authorisation": ("%n return", "%n returns"),
    "interaction": ("%n contact", "%n contacts"),
    "call_question": ("%n open question about a call", "%n open questions about calls"),
    "visit": ("%n visit", "%n visits"),
    "order": ("%n order", "%n orders"),
    "lead": ("%n lead", "%n leads"),
    "attempt": ("%n call attempt", "%n call attempts"),
    "customer_phone": ("%n number", "%n numbers"),
    "customer_detail": ("%n address or handle", "%n addresses and handles"),
    "customer_relation": ("%n relation", "%n relations"),
    "consent_event": ("%n consent", "%n consents"),
    "caller_number": ("%n number learnt from calls", "%n numbers learnt from calls"),
    "merged_record": ("%n earlier merge", "%n earlier merges"),
}
REASONS = {
    "same identifier": "the same identity document",
    "identifier one slip apart": "an identity document one slip apart",
    "same date of birth": "the same date of birth",
    "date of birth one slip apart": "a date of birth one slip apart",
    "given and family name swapped": "given and family name swapped",
    "one name on the other side": "one name on the other side",
    "same given name": "the same given name",
    "same family name": "the same family name",
    "similar given name": "a similar given name",
    "similar family name": "a similar family name",
    "possibly the same given name": "possibly the same given name",
    "possibly the same family name": "possibly the same family name",
    "same organisation": "the same company",
    "similar organisation": "a similar company",
    "same address": "the same address",
    "near address": "almost the same address",
    "same phone": "the same number",
    "phone one slip apart": "a number one slip apart",
    "same e-mail address": "the same e-mail address",
    "e-mail address one slip apart": "an e-mail address one slip apart",
    "e-mail address alike": "an e-mail address like it",
}


def phone_label(label: str) -> str:
    """What a number is for."""
    return _tr(PHONE_LABELS.get(label, label))


def detail_label(label: str) -> str:
    """What an address is for."""
    return _tr(DETAIL_LABELS.get(label, label))


def kind_words(kind: str) -> str:
    """What a part of the record is."""
    return _tr(KINDS[kind])


def other_is(inverse: str) -> str:
    """What the other one is to this customer."""
    return _tr(OTHER_IS.get(inverse, inverse))


def consent_words(purpose: str, channel: str) -> str:
    """What is allowed or not: "Marketing by e-mail"."""
    about, by = _tr(PURPOSES.get(purpose, purpose)), _tr(CHANNELS.get(channel, channel))
    if channel == "any":
        return _tr("{purpose}, on every channel").format(purpose=about)
    return _tr("{purpose} by {channel}").format(purpose=about, channel=by)


def purpose_words(purpose: str) -> str:
    """What something is allowed for."""
    return _tr(PURPOSES.get(purpose, purpose))


def channel_words(channel: str) -> str:
    """How somebody is reached, in small letters."""
    return _tr(CHANNELS.get(channel, channel))


def way_words(way: str) -> str:
    """How a customer said so."""
    return _tr(WAYS.get(way, way))


def identity_way(way: str) -> str:
    """How somebody was checked."""
    return _tr(IDENTITY_WAYS.get(way, way))


def moved_words(entity: str, count: int) -> str:
    """So many records of a kind: "3 tickets"."""
    known = ENTITIES.get(entity)
    if known is None:
        return f"{count} {entity.replace('_', ' ')}"
    return _tr(known[0] if count == 1 else known[1]).replace("%n", f"{count:n}")


def reason_words(reasons: list[str]) -> str:
    """Why two customers may be one, the strongest reason first."""
    return ", ".join(_tr(REASONS.get(reason, reason)) for reason in reasons)


def _tr(words: str) -> str:
    return QCoreApplication.translate("CustomerRecord", words)
