"""What other programs call the columns of their exports: Zendesk, HubSpot, Salesforce. No I/O.

The names are those of the programs' own documentation and of their exports: Zendesk's users and organisations as
its interface returns them, HubSpot's default contact and company properties by label and by internal name, and
Salesforce's Account, Contact and Lead by field and by label of a report.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

PROGRAMS = ("zendesk", "hubspot", "salesforce")

_ZENDESK_BOTH = "id=external_id name=name created_at=customer_since"
_ZENDESK = {
    "user": f"{_ZENDESK_BOTH} email=email phone=phone locale=language organization=organisation tags=tags"
    " organization_id=relations iana_time_zone=time_zone",
    "organisation": f"{_ZENDESK_BOTH} tags=tags organization_tags=tags",
}
_ZENDESK_OTHERS = (
    ("ticket comments", {"ticket_id", "body", "public"}),
    ("ticket tags", {"ticket_id", "tag"}),
    ("ticket changes", {"ticket_id", "field_name"}),
    ("tickets", {"requester_id", "subject", "status"}),
    ("targets", {"sla_policy_id", "metric"}),
    ("groups", {"_fivetran_deleted", "name", "url"}),
    ("groups", {"id", "name", "created_at", "updated_at", "url", "is_public"}),
)
_HUBSPOT = """
record_id=external_id hs_object_id=external_id contact_id=external_id company_id=external_id
first_name=given_name firstname=given_name last_name=family_name lastname=family_name email=email
phone_number=phone phone=phone mobile_phone_number=mobile mobilephone=mobile mobile_phone=mobile
company_name=organisation company=organisation name=organisation street_address=street address=street city=city
postal_code=postcode zip=postcode country/region=country country=country country/region_code=country
preferred_language=language create_date=customer_since createdate=customer_since
hs_language=language additional_email_addresses=emails hs_additional_emails=emails
time_zone=time_zone hs_timezone=time_zone associated_company_ids=relations associatedcompanyid=relations
unsubscribed_from_all_email=no_email hs_email_optout=no_email
"""
_SALESFORCE = """
id=external_id contact_id=external_id account_id=external_id lead_id=external_id
firstname=given_name first_name=given_name lastname=family_name last_name=family_name
account.name=organisation account_name=organisation company=organisation company_/_account=organisation
name=name email=email phone=phone business_phone=work mobilephone=mobile mobile=mobile mobile_phone=mobile
homephone=home home_phone=home otherphone=phone other_phone=phone
mailingstreet=street mailing_street=street billingstreet=street billing_street=street street=street
mailingcity=city mailing_city=city billingcity=city billing_city=city city=city
mailingpostalcode=postcode mailing_zip/postal_code=postcode mailing_postal_code=postcode
billingpostalcode=postcode billing_zip/postal_code=postcode billing_postal_code=postcode
postalcode=postcode zip/postal_code=postcode
mailingcountrycode=country mailingcountry=country mailing_country=country billingcountrycode=country
billingcountry=country billing_country=country countrycode=country country=country
createddate=customer_since created_date=customer_since
hasoptedoutofemail=no_email email_opt_out=no_email donotcall=no_call do_not_call=no_call accountid=relations
account_id=relations
"""


def fields_of_export(program: str, columns: Sequence[str]) -> list[str]:
    """For each column the field it holds, or nothing where we keep no such thing.

    Of several columns for one field the first in the program's own order wins: the mailing address over the
    billing one. An organisation's ``name`` is known by the columns that only organisations have.
    """
    names = _names(program, frozenset(columns))
    found = [""] * len(columns)
    taken: set[str] = set()
    for column, name in names:
        if column in columns and name not in taken:
            found[list(columns).index(column)] = name
            taken.add(name)
    return found


def shaped(field: str, text: str) -> str:
    """A value of another program as a cell of ours: what it has several of stands apart by semicolons there.

    The organisation that a person is of is named by its id there, which is its external id here.
    """
    if field == "relations":
        return "|".join(f"employee:{part.strip()}" for part in text.split(";") if part.strip())
    if field == "tags":
        return "|".join(part for part in text.replace(",", " ").replace(";", " ").split() if part)
    if field == "emails":
        return "|".join(part.strip() for part in text.split(";") if part.strip())
    if field == "time_zone":
        # HubSpot writes america_slash_new_york; a zone that there is none of is passed over.
        return _zones().get(text.replace("_slash_", "/").casefold(), "")
    return text


@cache
def _zones() -> dict[str, str]:
    return {zone.casefold(): zone for zone in available_timezones()}


def nobodys(columns: Sequence[str]) -> str | None:
    """What a file of Zendesk's holds that is no customer, where it is one: its tickets, groups and so on."""
    known = set(columns)
    return next((what for what, needed in _ZENDESK_OTHERS if needed <= known), None)


def instead(what: str) -> str:
    """How what is no customer is taken in, in a sentence; nothing where it is not."""
    return " `import tickets` takes them." if what in {"tickets", "ticket comments", "ticket tags"} else ""


def program_of(columns: Sequence[str]) -> str | None:
    """Whose export a header is of, where it can be told."""
    known = set(columns)
    if {"id", "name", "created_at", "url"} <= known and known & {"role", "shared_tickets", "shared_comments"}:
        return "zendesk"
    if known & {"record_id", "hs_object_id"} and known & {
        "create_date",
        "createdate",
        "first_name",
        "company_name",
    }:
        return "hubspot"
    if known & {
        "mailingstreet",
        "billingstreet",
        "accountid",
        "mailing_street",
        "billing_street",
        "systemmodstamp",
    }:
        return "salesforce"
    return None


def _names(program: str, columns: frozenset[str]) -> list[tuple[str, str]]:
    if program == "zendesk":
        is_user = bool(columns & {"email", "role"})
        pairs = _pairs(_ZENDESK["user" if is_user else "organisation"])
        return pairs if is_user else [(c, "organisation" if f == "name" else f) for c, f in pairs]
    pairs = _pairs(_HUBSPOT if program == "hubspot" else _SALESFORCE)
    if program == "salesforce" and columns & {"billingstreet", "billing_street", "numberofemployees"}:
        return [(c, "organisation" if c == "name" else f) for c, f in pairs]
    return pairs


def _pairs(text: str) -> list[tuple[str, str]]:
    found = [word.partition("=") for word in text.split()]
    return [(column, field) for column, _, field in found]
