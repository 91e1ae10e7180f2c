"""The settings of mail: where replies go out, where they come in, and how customers are asked how we did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agent_desktop.runtime import setting_values as kind
from agent_desktop.runtime.setting_values import setting
from agent_desktop.runtime.settings_of_the_floor import SettingsOfTheFloor

_TLS = kind.choice("implicit", "starttls", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsOfMail(SettingsOfTheFloor):
    """Rows of the table of settings; ``runtime.settings.Settings`` holds them with all others."""

    mailboxes: Mapping[str, Mapping[str, object]] | None = setting(
        None,
        kind.records(
            address=kind.text(),
            title=kind.text(),
            queue=kind.text(),
            language=kind.text(),
            smtp_host=kind.text(),
            smtp_port=kind.whole(1, 65_535),
            smtp_tls=_TLS,
            smtp_user=kind.text(),
            smtp_password=kind.secret(),
            imap_host=kind.text(),
            imap_port=kind.whole(1, 65_535),
            imap_tls=_TLS,
            imap_user=kind.text(),
            imap_password=kind.secret(),
            folder=kind.text(),
            done_folder=kind.text(),
            plus_address=kind.yes_no(),
            ca_file=kind.file(),
            asks_rating=kind.yes_no(),
        ),
        "Mail",
        "The mailboxes that central answers from and reads, by a name of yours: `[mailboxes.support]` with its "
        "`address`, the `title` customers read, the `queue` whose tickets it answers and where new mail lands, and a "
        "`language` for customers whose own is not known. Out: `smtp_host`, and where they are others than usual "
        "`smtp_port`, `smtp_tls` (`starttls`), `smtp_user`, `smtp_password`. In: `imap_host`, `imap_port`, `imap_tls` "
        "(`implicit`), `imap_user`, `imap_password`, `folder` (`INBOX`), and `done_folder`, to which mail is moved "
        "that was taken; without it, it is marked as read. `plus_address`: the server delivers `name+anything` to "
        "`name`. `ca_file`: the authority its certificates are signed by. `asks_rating`: who wrote is asked how we "
        "did, when their ticket is solved. Not set: no mail, and no Reply.",
    )
    mail_largest_mb: float = setting(
        35.0,
        kind.number(0.1, 500),
        "Mail",
        "Of a mail that is larger only its beginning is taken, without files; it stays in the mailbox.",
    )
    reply_files_mb: float = setting(
        20.0,
        kind.number(0.1, 500),
        "Mail",
        "So much the files of one reply may have together; in a mail they take a third more. Set it to what your "
        "mail server takes, less that third.",
    )
    mail_give_up_hours: float = setting(
        48.0, kind.number(0.1, 24 * 14), "Mail", "For so long a mail is tried again that could not be sent."
    )
    mail_most_an_hour: int = setting(
        20,
        kind.whole(1, 10_000),
        "Mail",
        "So many mails go to one address within an hour, and so many tickets are opened from one; further mails "
        "wait for their hour, further tickets become notes on the last.",
    )
    public_url: str | None = setting(
        None,
        kind.text(),
        "Mail",
        "Where customers reach central, such as `https://service.example.org`, for the link by which they say how "
        "we did. Not set: nobody is asked by link.",
    )
    rating_delay_minutes: float = setting(
        60.0,
        kind.number(0, 60 * 24 * 30),
        "Mail",
        "So long after a ticket is solved its customer is asked how we did.",
    )
    rating_link_days: float = setting(14.0, kind.days(most=365), "Mail", "For so long that link may be used.")
    rating_rest_days: float = setting(
        14.0,
        kind.number(0, 365),
        "Mail",
        "Within so long nobody is asked a second time; 0: after every ticket.",
    )
