"""Keeps secrets, telephone numbers and e-mail addresses out of logs and crash files.

It errs on the side of hiding: a long number that is no telephone number is hidden too. Times, ids and
addresses of this network stay, for a log without them helps nobody.
"""

from __future__ import annotations

import re

_SEPARATOR = r"[ \t\u00a0\u2007\u2009\u202f().\-\u2010-\u2015/]"

# Read in this order at each place; what is kept must come before what would hide it.
_PATTERN = re.compile(
    rf"""
      (?P<keep>
          # a UUID
          (?<![\w-])[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}(?![\w-])
          # a date, with its time if there is one
        | (?<![\w.+-])(?:19|20)[0-9]{{2}}-[01][0-9]-[0-3][0-9]
          (?:[T ][0-2][0-9]:[0-5][0-9](?::[0-6][0-9](?:[.,][0-9]{{1,6}})?)?(?:Z|[+-][0-2][0-9]:?[0-5][0-9])?)?
          (?![\w-])
          # an IPv4 address
        | (?<![\w.])(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){{3}}
          (?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?![\w.])
      )
    # user:password@ of an address
    | (?P<scheme>[a-z][a-z0-9+.-]{{0,30}}://)[^\s/@]*@(?:[^\s/@]*@)*
    # the token in the path that an exchange posts to
    | (?P<path>/cti/)[^\s/?\#"']+
    | (?P<bearer>\b(?:bearer|basic|token)\s+)(?=\w{{16}}|[\w.~+/=-]*[\d._~+/=-])[\w.~+/=-]{{6,}}
    | (?P<key>["']?\b\w*(?:password|passwd|secret|token|api_?key|authorization|cookie)\w*["']?\s*[=:]\s*)
      (?P<quote>["']?)(?:(?:bearer|basic)\s+)?(?:(?<=")[^"]*|(?<=')[^']*|[^\s"'&,;)}}\]]+)
    | (?P<jwt>\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?)
    # Bounds keep the time to read a line proportional to its length.
    | (?P<mail>[^\s@<>"(),;:\[\]]{{1,64}}@[\w-]+(?:\.[\w-]+)*)
    | (?P<number>[+\uff0b]?[(]?(?<!\d)\d(?:{_SEPARATOR}{{0,3}}\d){{6,}})
    """,
    re.VERBOSE | re.IGNORECASE,
)


def redact(text: str) -> str:
    """``text`` without secrets, e-mail addresses and runs of seven or more digits."""
    return _PATTERN.sub(_replacement, text)


def is_secret_name(name: str) -> bool:
    """Whether a field of this name holds what no log may show, whatever it looks like."""
    return bool(re.search(r"password|passwd|secret|token|api_?key|authorization|cookie", name, re.IGNORECASE))


def _replacement(found: re.Match[str]) -> str:
    # What stands before the hidden part tells what it was; a group that did not match is None.
    if found["keep"]:
        return found["keep"]
    if found["mail"]:
        return "[e-mail]"
    if found["number"]:
        return "[number]"
    shown = "".join(found[name] or "" for name in ("scheme", "path", "bearer", "key", "quote"))
    return f"{shown}[hidden]" + ("@" if found["scheme"] else "")
