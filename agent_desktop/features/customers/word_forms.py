"""Words that differ in writing and not in meaning: legal forms, streets, titles, short names. No I/O."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_FOLDS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ð": "d", "’": "'"}
)
_READ_ALOUD = """
a b v g d e e z i i k l m n o p r s t u f y e i i e g u a v g d e z i i k l m n x o p r s t y f o s j lj nj c dj dz
"""
# Cyrillic and Greek are read aloud in Latin letters, so that one person's two spellings can meet.
_ALOUD = str.maketrans(
    dict(
        zip(
            "абвгдеёзийклмнопрстуфыэіїєґўαβγδεζηικλμνξοπρστυφωςјљњћђџ",
            _READ_ALOUD.split(),
            strict=True,
        )
    )
    | {
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "yu",
        "я": "ya",
        "ъ": "",
        "ь": "",
        "θ": "th",
        "χ": "ch",
        "ψ": "ps",
    }
)
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def word_set(words: str) -> frozenset[str]:
    """The words of a text, as a table is written."""
    return frozenset(words.split())


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Text in lower case, without accents, Cyrillic and Greek in Latin letters, its words one space apart."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_FOLDS).replace("й", "и")
    parts = unicodedata.normalize("NFKD", plain.translate(_ALOUD))
    bare = "".join(char for char in parts if not unicodedata.combining(char)).translate(_ALOUD)
    bare = bare.replace("'", "")
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", bare)))


TITLES = word_set(
    """
    mr mrs ms miss mx dr prof professor sir dame lady lord rev reverend herr frau fraulein mme mlle
    monsieur madame sr sra srta don dona dott dottssa ing dipl mag sig signora signor mag h e dhr mevr
    """
) - {"sr", "h", "e", "don", "mag"}
GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv"}

# Each line is one given name with what it is called for short; a short form may belong to several.
_SHORT_NAMES = """
alexander alex sandy sasha xander aleksandr alessandro alexandre
alexandra alex sandra sasha aleksandra
andrew andy drew andreas
anthony tony antonio
barbara barb babs
benjamin ben benny
catherine kate katie cathy kathy katherine kathryn katharina cat
charles charlie chuck charly
charlotte lottie charlie
christina tina chris christine
christopher chris kit christoph
daniel dan danny
david dave davy
deborah deb debbie debra
donald don donnie
dorothy dot dottie
edward ed eddie ted ned
eleanor ellie nell nora
elizabeth liz beth betty lizzie eliza elisabeth lisa libby
emily em emmy
ernst ernie ernest
evgeny evgenii zhenya
francis frank fran
frances fran franny
francisco paco pancho
frederick fred freddie fritz friedrich
gabriel gabe
gerald gerry jerry
gregory greg
harold harry hal
henry harry hank heinrich
isabella bella izzy isabel
jacob jake
james jim jimmy jamie
janet jan
jennifer jen jenny
jeffrey jeff geoffrey geoff
jessica jess jessie
johann johannes hans johan
john jack johnny jon
jonathan jon jonny
jose pepe
joseph joe joey josef sepp
joshua josh
judith judy
kenneth ken kenny
kimberly kim
lawrence larry laurence
leonard leo len
manuel manolo
margaret maggie meg peggy marge greta margarete
maria marie mary mari
matthew matt matthias
maximilian max
michael mike mick mickey mikhail michel
natalia natasha natalie
nathaniel nathan nate
nicholas nick nicky nicolas niklas nikolaus klaus
olivia liv livvy
pamela pam
patricia pat patty tricia
patrick pat paddy
peter pete
philip phil phillip philipp
raymond ray
rebecca becky becca
richard rick rich dick ricky
robert bob rob bobby robbie bert
ronald ron ronnie
samantha sam sammie
samuel sam sammy
stephanie steph
stephen steve steven stefan
susan sue suzie susanne
theodore ted theo teddy
thomas tom tommy
timothy tim
valentina valya
victoria vicky tori
vincent vince vinny
vladimir vova volodya
walter walt
william bill will billy willy liam wilhelm
zachary zach zack
"""


def _groups(lines: str) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for n, line in enumerate(lines.split("\n")):
        for word in line.split():
            found.setdefault(word, set()).add(n)
    return {word: frozenset(groups) for word, groups in found.items()}


SHORT_NAMES = _groups(_SHORT_NAMES)
"""Which lines of the table a name stands in: two names of one line may be one person's."""

_LEGAL = {
    "ltd": "ltd limited ltda limitada limitee",
    "plc": "plc",
    "inc": "inc incorporated incorp",
    "corp": "corp corporation",
    "llc": "llc lc ооо ooo tov",
    "llp": "llp lp",
    "gmbh": "gmbh ggmbh mbh",
    "ag": "ag aktiengesellschaft",
    "kg": "kg kommanditgesellschaft",
    "ohg": "ohg",
    "gbr": "gbr",
    "ug": "ug haftungsbeschrankt",
    "ev": "ev",
    "eg": "eg",
    "ek": "ek ekfm",
    "se": "se",
    "sa": "sa",
    "sas": "sas sasu",
    "sarl": "sarl eurl",
    "srl": "srl srls",
    "spa": "spa",
    "sl": "sl slu",
    "bv": "bv",
    "nv": "nv",
    "ab": "ab aktiebolag publ",
    "as": "as asa",
    "aps": "aps",
    "oy": "oy oyj",
    "pty": "pty proprietary",
    "pvt": "pvt private",
    "kk": "kk",
    "sro": "sro",
    "zoo": "spzoo zoo",
    "oao": "oao ao zao pao",
    "bhd": "bhd sdn",
}
LEGAL_FORMS = {word: form for form, words in _LEGAL.items() for word in words.split()}
_EMPTY_IN_NAMES = word_set(
    """
    co company cie and und et y e the of de der die das and holding holdings group groupe gruppe
    """
)
# Written without spaces around them, so they are cut from the text and not from its words.
_EASTERN = {
    "株式会社": "kk",
    "有限会社": "kk",
    "合同会社": "llc",
    "股份有限公司": "corp",
    "有限责任公司": "ltd",
    "有限公司": "ltd",
    "公司": "",
    "주식회사": "kk",
    "유한회사": "ltd",
    "общество с ограниченной ответственностью": "llc",
    "акционерное общество": "oao",
}
_DOTTED = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.\s?){2,}(?:[^\W\d_](?![^\W_]))?", re.UNICODE)
_WORDS_FOR_SHORT = {
    "intl": "international",
    "int": "international",
    "natl": "national",
    "bros": "brothers",
    "gebr": "gebruder",
    "mfg": "manufacturing",
    "assoc": "associates",
    "assocs": "associates",
    "svc": "services",
    "svcs": "services",
    "service": "services",
    "tech": "technologies",
    "technology": "technologies",
    "sys": "systems",
    "system": "systems",
    "mgmt": "management",
    "eng": "engineering",
    "engg": "engineering",
    "ind": "industries",
    "inds": "industries",
    "industry": "industries",
    "solution": "solutions",
    "soln": "solutions",
    "dept": "department",
    "univ": "university",
    "inst": "institute",
    "hosp": "hospital",
    "ctr": "center",
    "centre": "center",
    "constr": "construction",
    "dev": "development",
    "distr": "distribution",
    "elec": "electric",
    "labs": "laboratories",
    "lab": "laboratories",
    "pharm": "pharmaceuticals",
    "ges": "gesellschaft",
    "st": "saint",
    "amer": "american",
    "prod": "products",
    "mktg": "marketing",
    "fin": "financial",
    "ins": "insurance",
    "trans": "transport",
    "log": "logistics",
    "comm": "communications",
}


@lru_cache(maxsize=65_536)
def organisation_words(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words an organisation is told apart by, and its legal forms: ``(("larch",), {"ltd"})``.

    A name that is nothing but such words keeps them.
    """
    text = unicodedata.normalize("NFKC", name)
    forms: set[str] = set()
    for written, form in _EASTERN.items():
        if written in text.casefold():
            text = re.sub(re.escape(written), " ", text, flags=re.IGNORECASE)
            forms.add(form)
    text = _DOTTED.sub(lambda found: found[0].replace(".", "").replace(" ", "") + " ", text)
    text = re.sub(r"\b([sS])/([aA])\b", r"\1\2", text)
    every = folded(text).split()
    kept: list[str] = []
    for at, word in enumerate(every):
        # The first word is what somebody chose to be called, also where it looks like a form.
        if word in LEGAL_FORMS and (at or len(every) == 1):
            forms.add(LEGAL_FORMS[word])
        elif word not in _EMPTY_IN_NAMES:
            kept.append(_WORDS_FOR_SHORT.get(word, word))
    return tuple(kept or every), frozenset(forms - {""})


_STREETS = {
    "st": "street",
    "str": "street",
    "strasse": "street",
    "strasze": "street",
    "rd": "road",
    "ave": "avenue",
    "av": "avenue",
    "avda": "avenue",
    "avenida": "avenue",
    "ln": "lane",
    "dr": "drive",
    "ct": "court",
    "crt": "court",
    "cl": "close",
    "cr": "crescent",
    "cres": "crescent",
    "crs": "crescent",
    "pl": "place",
    "plz": "platz",
    "sq": "square",
    "ter": "terrace",
    "tce": "terrace",
    "terr": "terrace",
    "blvd": "boulevard",
    "bd": "boulevard",
    "boul": "boulevard",
    "hwy": "highway",
    "pde": "parade",
    "pkwy": "parkway",
    "cct": "circuit",
    "cir": "circle",
    "gdns": "gardens",
    "gr": "grove",
    "apt": "apartment",
    "app": "apartment",
    "ste": "suite",
    "fl": "floor",
    "bldg": "building",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
    "mt": "mount",
    "ул": "ulitsa",
    "ul": "ulitsa",
    "c": "calle",
}
_JOINED_STREET = re.compile(r"(?<=\w{3})(?:strasse|str)(?=\s|$)")


@lru_cache(maxsize=65_536)
def street_text(text: str) -> str:
    """A street as it is compared: folded, with its short words written out."""
    plain = _JOINED_STREET.sub(" street", folded(text))
    return " ".join(_STREETS.get(word, word) for word in plain.split())


_STREET_WORDS = frozenset(_STREETS.values()) - {"north", "south", "east", "west", "mount"} | word_set(
    """
    rue via viale calle ulitsa platz weg gasse allee way row walk hill park close plaza paseo corso
    piazza straat laan rua travessa aleja chemin quai impasse the de la le du des del della di
    """
)


def street_name(street: str) -> str:
    """What is left of a folded street without the words that say it is one; empty if nothing was taken."""
    words = street.split()
    left = " ".join(word for word in words if word not in _STREET_WORDS)
    return left if left != street else ""
