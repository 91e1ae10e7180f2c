"""What files call the details of a customer, and which detail each name stands for. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

from agent_desktop.features.customers.comparable import FIELDS

_OTHER_NAMES = {
    "given_name": "first_name firstname forename givenname vorname prenom nombre christian_name",
    "family_name": "surname last_name lastname familyname nachname nom apellido apellidos",
    "organisation": "organization organisation_name organization_name company company_name account_name firma",
    "house_number": "street_number house_no houseno number house hausnummer building_number",
    "street": "address_1 address1 address_line_1 street_name address street_address strasse mailing_street addr1",
    "address_2": "address2 address_line_2 addr2 locality district",
    "city": "town suburb town_city ort stadt ville ciudad municipality mailing_city",
    "postcode": "zip zip_code zipcode postal_code postalcode post_code plz cp mailing_zip",
    "state": "province region county state_region bundesland mailing_state",
    "country": "country_code land pays pais mailing_country",
    "birth_date": "date_of_birth dob birthday birthdate born geburtsdatum date_naissance",
    "identifier": "soc_sec_id ssn national_id social_security_number tax_id vat_number passport nin nhs_number",
    "phone": "phone_number telephone tel mobile mobile_phone telefon phones cell",
    "email": "e_mail email_address mail emails",
}


def fields_by_name(columns: Sequence[str], mapped: frozenset[str]) -> list[str]:
    """For each column the field to compare it as, or nothing; those in ``mapped`` have theirs already.

    A column that is called by its field wins over one by another name for it, and the first wins of several.
    """
    found = [name if name in FIELDS else "" for name in columns]
    taken = mapped.union(found)
    for field, names in _OTHER_NAMES.items():
        if field in taken:
            continue
        for name in names.split():
            if name in columns:
                found[list(columns).index(name)] = field
                break
    return found
