"""Whatever is broken about a mail, what a person would read of it is read, and nothing makes the reader fall over."""

from __future__ import annotations

import base64
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_desktop.central.mail.html_text import text_of_html
from agent_desktop.central.mail.reading import LONGEST_TEXT, MOST_FILES, read_mail
from agent_desktop.features.correspondence.model import (
    TOKEN_LETTERS,
    good_address,
    new_token,
    plain_subject,
    tagged_subject,
)
from agent_desktop.features.correspondence.templates import OWN, Template, as_html, filled

HEAD = b"From: Dev <dev@example.org>\r\nSubject: x\r\n"


@pytest.mark.parametrize(
    ("charset", "body", "said"),
    [
        ("iso-8859-1", "Grüße".encode("latin-1"), "Grüße"),
        ("utf-8", "Ẹ kú àárọ̀".encode(), "Ẹ kú àárọ̀"),
        ("unknown-8bit", "Grüße".encode(), "Grüße"),
        ("x-made-up", "Grüße".encode("cp1252"), "Grüße"),
        ("us-ascii", "Grüße €".encode("cp1252"), "Grüße €"),
        ("gb2312", "你好".encode("gb18030"), "你好"),
        ("iso-8859-8-i", "שלום".encode("iso-8859-8"), "שלום"),
        ("'utf-8'", "né".encode(), "né"),
        ("utf-8", b"cut in the middle \xe2\x82", "cut in the middle â‚"),
    ],
)
def test_characters_are_read_whatever_they_are_said_to_be(charset: str, body: bytes, said: str) -> None:
    raw = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + body
    assert read_mail(raw).text.strip() == said


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("=?utf-8?B?R3LDvMOfZQ==?=", "Grüße"),
        ("=?iso-8859-1?Q?Gr=FC=DFe?= =?iso-8859-1?Q?_an_alle?=", "Grüße an alle"),
        ("=?nonsense?B?R3LDvMOfZQ==?=", "Grüße"),
        ("=?utf-8?B?!!!!?= broken", "broken"),
        ("Gr\u00fc\u00dfe", "Grüße"),
        ("folded\r\n over\r\n\tlines", "folded over lines"),
    ],
)
def test_subjects_are_read(subject: str, said: str) -> None:
    raw = b"From: a@example.org\r\nSubject: " + subject.encode() + b"\r\n\r\nx"
    assert said in read_mail(raw).subject


def test_a_mail_of_html_alone_becomes_its_words() -> None:
    made = EmailMessage()
    made["From"] = "dev@example.org"
    made.set_content(
        "<html><head><title>no</title><style>p{}</style></head><body><script>alert(1)</script><p>Hello&nbsp;you,</p>"
        "<p>it is <b>cold</b>.<br>Very.</p><ul><li>one<li>two</ul><table><tr><td>a</td><td>b</td></tr></table>"
        '<a href="https://example.org/x">here</a></body></html>',
        subtype="html",
    )
    assert read_mail(made.as_bytes()).text.split("\n") == [
        "Hello you,",
        "",
        "it is cold.",
        "Very.",
        "",
        "- one",
        "- two",
        "",
        "a b",
        "",
        "here (https://example.org/x)",
    ]


def test_of_two_ways_to_say_it_the_plain_one_is_read_and_pictures_within_are_kept() -> None:
    made = EmailMessage()
    made["From"] = "dev@example.org"
    made.set_content("Plain words.")
    made.add_alternative('<p>Rich words. <img src="cid:a"></p>', subtype="html")
    rich = made.get_payload()[1]  # type: ignore[index]
    rich.add_related(b"\x89PNG", "image", "png", cid="<a>")  # type: ignore[union-attr]
    read = read_mail(made.as_bytes())
    assert read.text.strip() == "Plain words."
    assert [(file.media_type, file.body) for file in read.files] == [("image/png", b"\x89PNG")]


def test_an_empty_plain_way_gives_way_to_the_other() -> None:
    made = EmailMessage()
    made["From"] = "dev@example.org"
    made.set_content("\n")
    made.add_alternative("<p>Words.</p>", subtype="html")
    assert read_mail(made.as_bytes()).text.strip() == "Words."


def test_a_mail_within_a_mail_is_a_file() -> None:
    inner = EmailMessage()
    inner["Subject"] = "the inner one"
    inner.set_content("Inner words.")
    made = EmailMessage()
    made["From"] = "dev@example.org"
    made.set_content("See below.")
    made.add_attachment(inner)
    read = read_mail(made.as_bytes())
    assert read.text.strip() == "See below."
    assert [file.name for file in read.files] == ["message.eml"]
    assert b"Inner words." in read.files[0].body


def test_winmail_is_left_as_a_file() -> None:
    made = EmailMessage()
    made["From"] = "dev@example.org"
    made.set_content("See the file.")
    made.add_attachment(
        b"\x78\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    [file] = read_mail(made.as_bytes()).files
    assert (file.name, file.media_type, file.body) == (
        "winmail.dat",
        "application/ms-tnef",
        b"\x78\x9f\x3e\x22",
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ('"../../etc/passwd"', "passwd"),
        ('"C:\\\\Users\\\\x\\\\rechnung.pdf"', "rechnung.pdf"),
        ('"=?utf-8?B?UmVjaG51bmcgZsO8ci5wZGY=?="', "Rechnung für.pdf"),
        ('"a\x00b.pdf"', "ab.pdf"),
    ],
)
def test_the_names_of_files_are_names(name: str, kept: str) -> None:
    raw = (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: application/pdf\r\n'
        + f"Content-Disposition: attachment; filename={name}\r\n\r\n%PDF\r\n--b--\r\n".encode()
    )
    assert [file.name for file in read_mail(raw).files] == [kept]


def test_limits_hold() -> None:
    parts = b"".join(
        b"--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=a.png\r\n\r\nx\r\n"
        for _ in range(MOST_FILES + 30)
    )
    raw = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + parts + b"--b--\r\n"
    assert len(read_mail(raw).files) == MOST_FILES
    assert len(read_mail(HEAD + b"\r\n" + b"word " * LONGEST_TEXT).text) < LONGEST_TEXT + 10


def test_what_is_nested_without_end_ends_and_nul_is_no_letter() -> None:
    deep = HEAD
    for n in range(3000):
        deep += f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n'.encode()
    assert read_mail(deep).text
    read = read_mail(HEAD + b"\r\na\x00b\x1b[31mc")
    assert read.text == "ab[31mc"


def test_one_that_cannot_be_read_is_kept_as_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise ValueError("a fault of the library")

    monkeypatch.setattr("agent_desktop.central.mail.reading._contents", broken)
    read = read_mail(HEAD + b"\r\nwords")
    assert read.subject == "A mail that cannot be read"
    assert read.files[0].body == HEAD + b"\r\nwords"


@settings(max_examples=60)
@given(st.binary(max_size=600))
def test_any_bytes_are_read(body: bytes) -> None:
    for head in (b"", HEAD, HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'):
        read = read_mail(head + body)
        assert "\0" not in read.text + read.subject + "".join(file.name for file in read.files)
        (read.text + read.subject).encode()


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_html_never_hides_or_makes_tags(text: str) -> None:
    text_of_html(text)
    page = as_html(text, "https://care.example/rate/abc")
    body = page.removeprefix("<!doctype html>\n<html><body>\n").removesuffix("\n</body></html>\n")
    left = body
    for tag in ("<p>", "</p>", "<br>"):
        left = left.replace(tag, "")
    assert "<" not in left


def test_only_what_is_one_address_is_one() -> None:
    assert good_address(" Dev@Example.ORG ") == "Dev@example.org"
    assert good_address("a@bücher.example") == "a@xn--bcher-kva.example"
    for wrong in (
        "",
        "a",
        "a@b",
        "a@b@c.de",
        "a@c.de,b@c.de",
        "a@c.de\nBcc: x",
        '"a b"@c.de',
        "<a@c.de>",
        "a" * 300 + "@c.de",
    ):
        assert good_address(wrong) is None, wrong


def test_tokens_are_long_and_different() -> None:
    made = {new_token() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(one) == 20 and set(one) <= set(TOKEN_LETTERS) for one in made)


def test_a_subject_has_its_token_once_and_loses_it_again() -> None:
    first, second = new_token(), new_token()
    subject = tagged_subject(tagged_subject("Re: Boiler", first), second)
    assert subject == f"Re: Boiler [#{second}]"
    assert plain_subject(f"AW: Re: {subject}") == "Boiler"


def test_braces_within_a_value_mean_nothing() -> None:
    made = filled(Template("{subject}", "{text}", ""), {"subject": "{text}", "text": "{subject}"})
    assert (made.subject, made.text) == ("{text}", "{subject}")
    assert {kind for kind, _ in OWN} == {"reply", "rating", "contact_rating"}
    assert filled(Template("x", "Hello {customer},", ""), {"customer": ""}).text == "Hello,"


def test_a_mail_that_is_coded_is_read() -> None:
    words = base64.encodebytes("Schöne Grüße".encode())
    raw = (
        HEAD + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + words
    )
    assert read_mail(raw).text == "Schöne Grüße"
    broken = HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%not base64"
    assert read_mail(broken).text is not None
