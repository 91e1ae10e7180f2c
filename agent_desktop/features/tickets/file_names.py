"""What a file may be called, and which files are programs: told by the name it will have once it is opened. No I/O."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 120
_UNWANTED = '<>:"/\\|?*'

NEVER_TAKEN = frozenset(
    {
        "application/hta",
        "application/java-archive",
        "application/javascript",
        "application/vnd.microsoft.portable-executable",
        "application/x-bat",
        "application/x-desktop",
        "application/x-executable",
        "application/x-ms-dos-executable",
        "application/x-ms-shortcut",
        "application/x-msdos-program",
        "application/x-msdownload",
        "application/x-msi",
        "application/x-pie-executable",
        "application/x-sh",
        "application/x-sharedlib",
        "application/x-shellscript",
        "application/xhtml+xml",
        "image/svg+xml",
        "image/svg+xml-compressed",
        "text/html",
        "text/javascript",
    }
)
"""Types of files that run, or that hold pages which do."""

# What Windows, macOS and Linux run when it is opened,
_PROGRAMS = """
    app appimage application appref-ms bat bin chm cmd com command cpl csh deb desktop dll dmg elf exe gadget hta
    inf ins iso jar js jse jnlp ksh lnk mobileconfig msc msi msix msp mst ocx out pif pkg ps1 ps1xml psc1 psm1 py
    pyc pyw rb reg rpm run scf scr sct settingcontent-ms sh shb shs so sys url vb vbe vbs vhd vhdx webloc workflow
    ws wsc wsf wsh xll zsh
"""
# and pages that run what stands in them.
_PAGES = "htm html mht mhtml shtml svg svgz xht xhtml"
NEVER_ENDS = frozenset(f"{_PROGRAMS} {_PAGES}".split())
"""How such files end, without the dot."""


def safe_name(name: str) -> str:
    """A name that is a name on every system, says what it is by its end, and hides nothing by turning its direction."""
    kept = "".join(
        "_" if letter in _UNWANTED else letter
        for letter in name
        if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"}
    ).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if dot and len(kept) > LONGEST_NAME:
        kept = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return kept[-LONGEST_NAME:] or "file"


def is_program(name: str, media_type: str) -> bool:
    """Whether a file is one that is never taken: by its type, or by how its name ends once it is safe."""
    _, dot, ending = unicodedata.normalize("NFKC", safe_name(name)).rpartition(".")
    kind = media_type.partition(";")[0].strip().casefold()
    return kind in NEVER_TAKEN or bool(dot and ending.strip().casefold() in NEVER_ENDS)
