"""Customers as other programs and telephones export them: every row in, or refused with line and reason."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.importing import import_customers, import_file
from agent_desktop.central.sources import open_customers
from agent_desktop.core.errors import KnownError
from agent_desktop.core.sheet import ImportReport
from agent_desktop.features.customers.tables import (
    consent_event,
    customer,
    customer_detail,
    customer_phone,
    customer_relation,
)
from tests.support.central_tables import engine_on, run

CONTACTS = Path(__file__).parents[1] / "data" / "contacts"
LEAD = (
    "7001|S1|129|44|02079460142|MS|Ann|Q|Reed|9 Mill Road|Flat 2||LEEDS|||LS1 4AP|GBR|F|1970-01-01|01134960555"
    "|ann@example.org|pw|NOTE"
)


@pytest.fixture
async def engine(central_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_on(central_url) as engine:
        yield engine


async def stored(engine: AsyncEngine) -> dict[str, dict[str, Any]]:
    rows = await run(engine, lambda c: c.execute(sa.select(customer)).mappings().all())
    return {row["name"]: dict(row) for row in rows}


async def numbers(engine: AsyncEngine) -> set[tuple[str, str]]:
    rows = await run(engine, lambda c: c.execute(sa.select(customer_phone)).mappings().all())
    return {(row["e164"], row["label"]) for row in rows}


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def values(path: Path, **options: Any) -> list[dict[str, str]]:
    with open_customers(path, **options) as table:
        return [dict(row.values) for row in table.rows()]


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def adds_up(report: ImportReport) -> bool:
    return report.accepted + len(report.rejected) == report.read


# -- vCard -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "read", "accepted"),
    [("gmail-list", 3, 3), ("gmail-single", 1, 1), ("outlook-2007", 1, 0), ("fullcontact", 1, 0)],
)
async def test_what_mail_programs_export_is_taken_or_refused_card_by_card(
    central_url: str, tmp_path: Path, name: str, read: int, accepted: int
) -> None:
    """Two of these name numbers and countries that there are none of."""
    report = await import_customers(
        central_url,
        CONTACTS / f"{name}.vcf",
        region="US",
        skip_bad=True,
        rejects_path=tmp_path / "rejects.csv",
    )
    assert (report.read, report.accepted) == (read, accepted)
    assert adds_up(report)
    assert all(bad.reason and bad.field for bad in report.rejected)


async def test_cards_that_break_the_rules_come_in_whole(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    nokia = card(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=\r\n=BCrgen",
        "TEL;CELL;PREF:+49 30 901820",
        "TEL;WORK;FAX:+49 30 901821",
        "ADR;HOME;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:;;Hauptstra=DFe 5;Berlin;;10115;Germany",
        "PHOTO;ENCODING=BASE64;JPEG:",
        " /9j/4AAQSkZJRgABAQEAYABgAAD",
        "",
        version="2.1",
    )
    apple = card(
        "N:Okafor;Margaret;;;",
        "FN:Margaret Okafor",
        "item1.TEL;type=pref:+44 20 7946 0142",
        "item1.X-ABLabel:_$!<HomePage>!$_",
        'item2.EMAIL;type=INTERNET;X-L="a:b;c":margaret@example\r\n .org',
        "item2.EMAIL;type=HOME;type=pref:m.okafor@example.org",
        "PHOTO;ENCODING=b;TYPE=JPEG:" + "A" * 3_000_000,
    )
    lost_end = (
        "BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Larch\\, Fern & Co\nTEL;VALUE=uri:tel:+44-113-496-0555\n"
    )
    secretary = card("N:Ek;Bo", "AGENT:", "BEGIN:VCARD", "N:Not;Me", "END:VCARD", version="2.1")
    path = tmp_path / "phone.vcf"
    path.write_text(nokia + lost_end + apple.replace("\r\n", "\n") + secretary, newline="")
    report = await import_customers(central_url, path)
    assert (report.read, report.accepted, report.rejected) == (4, 4, [])
    people = await stored(engine)
    assert sorted(people) == ["Bo Ek", "Jürgen Müller", "Larch, Fern & Co", "Margaret Okafor"]
    juergen = people["Jürgen Müller"]
    assert (juergen["street"], juergen["postcode"], juergen["country"]) == ("Hauptstraße 5", "10115", "DE")
    assert people["Margaret Okafor"]["email"] == "m.okafor@example.org"
    assert people["Larch, Fern & Co"]["kind"] == "organisation"
    assert await numbers(engine) == {
        ("+4930901820", "mobile"),
        ("+442079460142", "other"),
        ("+441134960555", "other"),
    }


def test_a_card_in_another_encoding_is_read_when_it_says_so_or_we_are_told(tmp_path: Path) -> None:
    path = tmp_path / "old.vcf"
    path.write_bytes(card("FN:Zoë").encode("latin-1"))
    with open_customers(path) as table:
        assert [row.fault.reason for row in table.rows() if row.fault] == [
            "FN is in no encoding that is known."
        ]
    assert values(path, encoding="cp1252") == [{"name": "Zoë"}]
    path.write_bytes(card("FN:Zoë").encode("utf-16"))
    assert values(path) == [{"name": "Zoë"}]


def test_a_card_that_is_cut_off_is_refused_and_the_others_are_not(tmp_path: Path) -> None:
    path = tmp_path / "cut.vcf"
    path.write_text(card("FN:Ann Reed") + card("FN:Bo Ek", "TEL:+44 20 7946 0142")[:-20])
    with open_customers(path) as table:
        rows = list(table.rows())
    assert [row.fault.reason if row.fault else "" for row in rows] == ["", "The file ends within this card."]
    assert rows[1].line == 5


# -- exports of other programs ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["zendesk_user_data", "zendesk_organization_data"])
async def test_zendesk_exports_come_in_whole(engine: AsyncEngine, central_url: str, name: str) -> None:
    report = await import_customers(central_url, CONTACTS / f"{name}.csv")
    assert (report.read, report.accepted, report.rejected) == (10, 10, [])
    kinds = {row["kind"] for row in (await stored(engine)).values()}
    assert kinds == {"organisation" if "organization" in name else "person"}


@pytest.mark.parametrize(
    ("name", "rows", "what"),
    [
        ("group", 8, "groups"),
        ("ticket", 10, "tickets"),
        ("ticket_comment", 20, "ticket comments"),
        ("ticket_tag", 10, "ticket tags"),
        ("ticket_field_history", 38, "ticket changes"),
        ("sla_policy_metric_history", 22, "targets"),
    ],
)
async def test_what_is_no_customer_of_zendesks_is_refused_row_by_row(
    engine: AsyncEngine, central_url: str, tmp_path: Path, name: str, rows: int, what: str
) -> None:
    report = await import_customers(
        central_url,
        CONTACTS / f"zendesk_{name}_data.csv",
        skip_bad=True,
        rejects_path=tmp_path / "rejects.csv",
    )
    assert (report.read, report.accepted, len(report.rejected)) == (rows, 0, rows)
    (reason,) = {bad.reason for bad in report.rejected}
    assert reason.startswith(f"This is one of Zendesk's {what} and no customer.")
    assert await stored(engine) == {}


async def test_what_other_programs_know_besides_comes_along(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    accounts = tmp_path / "accounts.csv"
    accounts.write_text("Id,Name,BillingStreet,NumberOfEmployees\n001B,Larch & Co,9 Mill Road,12\n")
    await import_customers(central_url, accounts)
    contacts = tmp_path / "contacts.csv"
    contacts.write_text(
        "Id,FirstName,LastName,AccountId,MailingStreet,HasOptedOutOfEmail,DoNotCall\n003A,Ann,Reed,001B,x,true,false\n"
    )
    hubspot = tmp_path / "hubspot.csv"
    hubspot.write_text(
        "hs_object_id,firstname,lastname,email,hs_additional_emails,hs_timezone,createdate\n"
        "51,Bo,Ek,bo@example.org,b.ek@example.org;bo@example.net,america_slash_new_york,2024-03-01\n"
    )
    for path in (contacts, hubspot):
        assert (await import_customers(central_url, path)).accepted == 1
    people = await stored(engine)
    assert people["Bo Ek"]["time_zone"] == "America/New_York"

    def told(connection: sa.Connection) -> tuple[set[object], set[object], set[object]]:
        details = connection.execute(sa.select(customer_detail.c.value)).scalars()
        consents = connection.execute(sa.select(consent_event.c.channel, consent_event.c.is_granted))
        ends = connection.execute(sa.select(customer_relation.c.customer_id, customer_relation.c.kind))
        return set(details), {tuple(row) for row in consents}, {tuple(row) for row in ends}

    details, consents, ends = await run(engine, told)
    assert details == {"b.ek@example.org", "bo@example.net"}
    assert consents == {("email", False)}
    assert ends == {(people["Ann Reed"]["id"], "employee"), (people["Larch & Co"]["id"], "employer")}


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (  # HubSpot's contacts, by label and by internal name.
            "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Company Name,Street Address,City,"
            "Postal Code,Country/Region,Create Date,Lead Status",
            "51,Ann,Reed,ann@example.org,020 7946 0142,07700 900123,Larch,9 Mill Road,Leeds,LS1 4AP,United Kingdom,"
            "2024-03-01 10:15,Open",
            {
                "given_name": "Ann",
                "mobile": "07700 900123",
                "country": "United Kingdom",
                "organisation": "Larch",
            },
        ),
        (
            "hs_object_id,firstname,lastname,email,phone,company,zip,country,createdate,lifecyclestage",
            "51,Ann,Reed,ann@example.org,020 7946 0142,Larch,LS1 4AP,GB,2024-03-01,lead",
            {"external_id": "51", "family_name": "Reed", "postcode": "LS1 4AP"},
        ),
        (  # Salesforce's Contact by field and by label, and its Account.
            "Id,FirstName,LastName,AccountId,MailingStreet,MailingCity,MailingPostalCode,MailingCountry,Phone,MobilePhone,"
            "OtherStreet,Email",
            '003A,Ann,Reed,001B,"9 Mill Road\nFlat 2",Leeds,LS1 4AP,United Kingdom,020 7946 0142,07700 900123,x,'
            "ann@example.org",
            {"external_id": "003A", "street": "9 Mill Road\nFlat 2", "city": "Leeds"},
        ),
        (
            "Contact ID,First Name,Last Name,Account Name,Mailing Street,Mailing Zip/Postal Code,Mailing Country,Phone,"
            "Mobile,Email",
            "003A,Ann,Reed,Larch,9 Mill Road,LS1 4AP,United Kingdom,020 7946 0142,07700 900123,ann@example.org",
            {"organisation": "Larch", "postcode": "LS1 4AP"},
        ),
        (
            "Id,Name,BillingStreet,BillingCity,BillingCountry,Phone,NumberOfEmployees",
            "001B,Larch & Co,9 Mill Road,Leeds,United Kingdom,020 7946 0142,12",
            {"organisation": "Larch & Co", "street": "9 Mill Road"},
        ),
    ],
)
async def test_hubspot_and_salesforce_are_known_by_their_columns(
    engine: AsyncEngine, central_url: str, tmp_path: Path, header: str, row: str, expected: dict[str, str]
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{header}\n{row}\n")
    found = values(path)[0]
    assert expected.items() <= found.items()
    report = await import_customers(central_url, path)
    assert (report.read, report.accepted, report.rejected) == (1, 1, [])
    (only,) = (await stored(engine)).values()
    assert only["country"] == "GB"
    assert "\n" not in (only["street"] or "")


def test_a_column_is_left_out_of_an_export_too(tmp_path: Path) -> None:
    path = tmp_path / "hubspot.csv"
    path.write_text(
        "Record ID,First Name,Last Name,Phone Number,Create Date\n51,Ann,Reed,020 7946 0142,2024-03-01\n"
    )
    found = values(path, mapping={"-1": "Phone Number", "name": "Last Name"})[0]
    assert found == {"external_id": "51", "given_name": "Ann", "name": "Reed", "customer_since": "2024-03-01"}


async def test_leads_of_vicidial_come_in_with_every_number(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "leads.txt"
    more = (
        LEAD.replace("7001", "7002").replace("Reed", "Ek") + "|1|Southeast||2079460199_44_work!7700900123_44_"
    )
    path.write_text(f"{LEAD}\n{more}\n7003|S1|129|44\n")
    rejects = tmp_path / "rejects.csv"
    report = await import_customers(central_url, path, skip_bad=True, rejects_path=rejects)
    assert (report.read, report.accepted) == (3, 2)
    assert [(bad.row, bad.field) for bad in report.rejected] == [(3, "")]
    people = await stored(engine)
    assert people["Ann Reed"]["street"] == "9 Mill Road, Flat 2"
    assert {number for number, _ in await numbers(engine)} == {
        "+442079460142",
        "+441134960555",
        "+442079460199",
        "+447700900123",
    }


# -- tables ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_dialects_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "people.csv"
    rows = [["Kunde", "E-Mail", "Schuhgröße"], ['"Zoë, ""die"" Große"', "zoe@example.org", "39"]]
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    found = values(path, mapping={"name": "Kunde"}, encoding="cp1252" if encoding == "cp1252" else None)
    assert found[0]["name"] == 'Zoë, "die" Große'


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


async def test_a_workbook_comes_in_by_mapping(engine: AsyncEngine, central_url: str, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Nr", "Kunde", "Telefon", "PLZ"],
        [17.0, "Ann Reed", "020 7946 0142", 10115],
        [],
    ]
    path = workbook(tmp_path / "people.xlsx", [*rows, [18, "Bo Ek", None, "010"]])
    mapping = {"external_id": "Nr", "name": "Kunde", "phone": "Telefon"}
    report = await import_customers(central_url, path, mapping=mapping)
    assert (report.read, report.accepted, report.rejected) == (2, 2, [])
    people = await stored(engine)
    assert {row["external_id"] for row in people.values()} == {"17", "18"}
    with pytest.raises(KnownError, match="no column Handy"):
        await import_customers(central_url, path, mapping={"mobile": "Handy"})
    with pytest.raises(KnownError, match="nothing a customer has"):
        await import_customers(central_url, path, mapping={"shoe": "Nr"})


# -- broken copies ---------------------------------------------------------------------------------


def cut_workbook(path: Path) -> None:
    workbook(path, [["name"], *[[f"Ann {n}"] for n in range(500)]])
    path.write_bytes(path.read_bytes()[:-600])


def bomb(path: Path) -> None:
    """A sheet of 400 MB of one letter, in half a megabyte."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(400):
                sheet.write(b" " * 1_000_000)
    path.write_bytes(held.getvalue())


def formula_workbook(path: Path) -> None:
    """A cell that the program that opens it computes; what it came to the last time is not told."""
    workbook(path, [["name", "city"], ["Ann Reed", "=1+cmd|' /C calc'!A0"]])


def text(content: str, encoding: str = "utf-8") -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content.encode(encoding)) and None


GOOD = "name,email\nAnn Reed,ann@example.org\n"


@pytest.mark.parametrize(
    ("name", "make", "why"),
    [
        ("cut.xlsx", cut_workbook, "cut off"),
        ("bomb.xlsx", bomb, "too large"),
        ("other.xlsx", text("PK\x03\x04 no archive"), "cannot be read as a workbook"),
        ("wide.csv", text("name\nAnn\n" + "x" * 10_000_000 + "\n"), "longer than"),
        ("wide.vcf", text(card("FN:Ann") + "NOTE:" + "x" * 10_000_000), "longer than"),
        ("wide.txt", text(LEAD + "\n" + "x" * 10_000_000), "longer than"),
        ("latin.csv", text(GOOD + "Zoë,\n", "latin-1"), "not UTF-8"),
        ("latin.vcf", text(card("FN:Ann") + card("FN:Zoë"), "latin-1"), "no encoding"),
        ("cut.csv", text(GOOD + '"Bo Ek,bo@exa'), "cannot be read"),
        ("short.csv", text(GOOD + "Bo Ek"), "1 values where the header names 2"),
        ("cut.vcf", text(card("FN:Ann") + "BEGIN:VCARD\nFN:Bo"), "ends within this card"),
        ("cut.txt", text(LEAD + "\n" + LEAD.replace("7001", "7002")[:40]), "has 23 values"),
        (
            "utf16.csv",
            lambda path: path.write_bytes(GOOD.encode("utf-16")[:-1]) and None,
            "not in the encoding",
        ),
        ("formula.csv", text(GOOD + "=HYPERLINK(A1),\n"), "formula"),
        ("command.csv", text(GOOD + "-2+3+cmd|' /C calc'!A0,\n"), "formula"),
        ("formula.vcf", text(card("FN:@SUM(1+1)*cmd|' /C calc'!A0")), "formula"),
        ("formula.xlsx", formula_workbook, "formula"),
        ("tags.csv", text("name,tags\nAnn Reed,=1+1\n"), "formula"),
        ("cut.jsonl", text('{"name":"Ann"}\n{"name":"Bo'), "cut off"),
        ("wide.jsonl", text('{"name":"Ann"}\n{"alert":"' + "x" * 10_000_000 + '"}'), "longer than"),
        ("latin.jsonl", text('{"name":"Zoë"}\n', "latin-1"), "not UTF-8"),
        ("other.jsonl", text('{"nmae":"Ann"}\n'), "not known"),
        ("list.csv", text('name,emails\nAnn Reed,"[{""value"":"\n'), "cannot be read"),
        ("empty.vcf", text("hello"), "not known"),
    ],
)
async def test_a_broken_file_is_refused_and_nothing_written(
    engine: AsyncEngine, central_url: str, tmp_path: Path, name: str, make: Callable[[Path], None], why: str
) -> None:
    path = tmp_path / name
    make(path)
    told: list[str] = []
    try:
        is_refused = await import_file(central_url, kind="customers", file=path, region="GB", out=told.append)
    except KnownError as problem:
        is_refused = True
        told.append(str(problem))
    assert is_refused
    assert why in "".join(told)
    assert "Nothing was written" in "".join(told)
    assert await stored(engine) == {}
    assert names_in(tmp_path) == {name}
