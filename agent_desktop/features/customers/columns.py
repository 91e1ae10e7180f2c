"""What files call the details of a customer, and which detail each name stands for. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

from agent_desktop.features.customers.comparable import FIELDS
from agent_desktop.features.customers.word_forms import folded

SEVERAL = frozenset({"phone", "email"})
"""What a customer may have in more than one column."""

# As they are compared: without accents, blanks and marks, in lower case.
_OTHER_NAMES = {
    "given_name": "firstname forename vorname prenom nombre christianname fname voornaam nome imie 名",
    "family_name": """
        surname lastname familyname nachname nomdefamille nom apellido apellidos lname achternaam cognome nazwisko 姓
        fullname completename customername contactname displayname name
    """,
    "organisation": """
        organization organisationname organizationname company companyname companyororganization account accountname
        firma firmenname businessname business employer entreprise societe raisonsociale empresa azienda 会社名
    """,
    "house_number": """
        streetnumber streetno houseno housenumber number house hausnummer hausnr buildingnumber
    """,
    "street": """
        address1 addressline1 streetname address streetaddress streetaddress1 strasse mailingstreet billingstreet
        addr1 addr adresse adresse1 rue calle direccion via straat ulica road 住所
    """,
    "address_2": "addressline2 addr2 adresse2 locality district streetaddress2 adresszusatz",
    "city": """
        town suburb towncity citytown ort stadt ville ciudad municipality mailingcity billingcity wohnort plaats citta
        miasto locality cidade
    """,
    "postcode": """
        zip zipcode zippostalcode postalcode postcodezip postalcodezip codepostal codigopostal plz postleitzahl cp cap
        mailingzip mailingpostalcode billingpostalcode 郵便番号
    """,
    "state": "province region county stateprovince stateregion bundesland mailingstate billingstate provincia",
    "country": "countrycode countryregion land pays pais paese mailingcountry billingcountry",
    "birth_date": """
        dateofbirth dob birthday birthdate born geburtsdatum geburtstag datedenaissance datenaissance fechanacimiento
        fechadenacimiento datadinascita 生年月日
    """,
    "identifier": """
        socsecid ssn nationalid nationalidnumber socialsecuritynumber taxid taxnumber vatnumber vatid vat passport
        passportnumber nin nino nhsnumber steuernummer ustidnr siret siren nif
    """,
    "phone": """
        phonenumber phoneno telephone telephonenumber tel telno mobile mobilephone mobilenumber cell cellphone
        telefon telefonnummer handy mobil phones homephone workphone businessphone officephone landline telefono
        movil 電話番号
    """,
    "email": "emailaddress emailid mail emails mailaddress emailadresse personalemail workemail correo メール",
}
_KEYS = {name: [name.replace("_", ""), *names.split()] for name, names in _OTHER_NAMES.items()}


def fields_by_name(columns: Sequence[str], mapped: frozenset[str]) -> list[str]:
    """For each column the field to compare it as, or nothing; those in ``mapped`` have theirs already.

    A column that is called by its field wins over one by another name for it, and the first wins of several;
    but everything that is a phone or an e-mail address counts.
    """
    found = [name if name in FIELDS else "" for name in columns]
    keys = ["".join(folded(name).split()) for name in columns]
    for field, names in _KEYS.items():
        if field in mapped:
            continue
        for name in names:
            if field in found and field not in SEVERAL:
                break
            for at, key in enumerate(keys):
                numbered = key.rstrip("0123456789") if field in SEVERAL else key
                if not found[at] and name in {key, numbered} and (field not in found or field in SEVERAL):
                    found[at] = field
    return found
