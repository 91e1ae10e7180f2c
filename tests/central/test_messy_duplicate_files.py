"""Files as people have them: any encoding, header and stray line, and what the command says where it cannot go on."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from agent_desktop.central.duplicate_file import pairs_of_file
from agent_desktop.core.errors import KnownError
from agent_desktop.core.sheet import read_mapping
from tests.benchmarks.processes import environment

HEADER = "given_name,family_name,city,phone,email"
ANN = "Ann,Müller,Leeds,+44 113 496 0142,ann.mueller@example.org"
BO = "Bo,Ek,Hull,+44 1482 496 002,bo.ek@example.org"
ANNE = "Anne,Muller,Leeds,0113 4960142,ann.mueller@example.org"


def pairs(folder: Path, content: bytes, **options: str) -> list[tuple[int, int]]:
    file, out = folder / "people.csv", folder / "pairs.csv"
    file.write_bytes(content)
    pairs_of_file(file, out, **options)
    with out.open(encoding="utf-8") as stream:
        return [(int(row["left"]), int(row["right"])) for row in csv.DictReader(stream)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([HEADER, ANN, "", BO, "", "", ANNE], (1, 3), id="empty lines do not count"),
        pytest.param([HEADER, ANN, ",,,,", BO, ANNE], (1, 4), id="rows of nothing but commas count"),
        pytest.param([HEADER, "   ", ANN, BO, ANNE, "", ""], (1, 3), id="lines of blanks do not count"),
        pytest.param(["", "", HEADER, ANN, ANNE], (1, 2), id="empty lines before the header"),
        pytest.param(["sep=,", HEADER, ANN, ANNE], (1, 2), id="a spreadsheet's own first line"),
        pytest.param([HEADER, f'{ANN[:10]},"Leeds\nYorkshire",0113 4960142,ann.mueller@example.org', ANNE], (1, 2),
                     id="a line end within quotes"),
        pytest.param([HEADER, ANN, "Bo", ANNE + ",more,than,named"], (1, 3), id="rows too short and too long"),
        pytest.param([HEADER.upper(), ANN, ANNE], (1, 2), id="a header in capitals"),
        pytest.param([" Given Name , FAMILY-NAME , City , Phone , E-Mail ", ANN, ANNE], (1, 2), id="a loose header"),
    ],
)  # fmt: skip
def test_rows_are_counted_as_whoever_reads_the_file_counts_them(
    tmp_path: Path, lines: list[str], expected: tuple[int, int]
) -> None:
    for end in ("\n", "\r\n"):
        assert pairs(tmp_path, end.join(lines).encode()) == [expected]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encoding_is_found_out(tmp_path: Path, encoding: str) -> None:
    text = "\r\n".join(["Vorname;Nachname;Straße;Ort;E-Mail", "Jörg;Groß;Rößlerweg 3;Köln;", "Bo;Ek;;Ulm;"])
    text += "\r\nJoerg;Gross;Roesslerweg 3;Koln;jg@example.de\r\nJörg;Groß;Rößlerweg 3;Köln;jg@example.de\r\n"
    assert (1, 4) in pairs(tmp_path, text.encode(encoding))


def test_a_file_in_shift_jis_is_read_with_its_own_column_names(tmp_path: Path) -> None:
    rows = [
        "姓,名,電話番号,住所",
        "山田,太郎,03-1234-5678,青山通り",
        "佐藤,花子,,",
        "山田,太郎,+81 3 1234 5678,青山通り",
    ]
    assert pairs(tmp_path, "\n".join(rows).encode("cp932")) == [(1, 3)]


def test_any_of_several_numbers_may_be_the_one_they_share(tmp_path: Path) -> None:
    rows = [
        "Full Name,Home Phone,Mobile Phone,Email 1,Email 2",
        "Ann Reed,0113 4960142,07700 900123,,ann.reed@example.org",
        "Bo Ek,0113 4960999,,bo.ek@example.org,",
        "Reed Ann,07700 900123,,ann.reed@example.org,",
    ]
    assert pairs(tmp_path, "\n".join(rows).encode()) == [(1, 3)]


def test_firms_in_a_column_of_names_are_compared_as_firms(tmp_path: Path) -> None:
    rows = ["Name,City,Phone", "Larch & Fern Ltd,Leeds,0113 4960142", "Ann Reed,Leeds,0113 4960777"]
    rows += ["LARCH AND FERN LIMITED,Leeds,+44 113 4960142"]
    assert pairs(tmp_path, "\n".join(rows).encode()) == [(1, 3)]


def test_what_is_mapped_wins_over_what_a_column_is_called(tmp_path: Path) -> None:
    rows = ["A,B,phone,line", "Ann,Reed,1,0113 4960142", "Bo,Ek,2,0113 4960777", "Ann,Reed,3,0113 4960142"]
    mapping = {"given_name": "A", "family_name": "b", "phone": "line"}
    assert pairs(tmp_path, "\n".join(rows).encode(), mapping=mapping) == [(1, 3)]  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [HEADER, HEADER + "\n", f"{HEADER}\n{ANN}\n"])
def test_a_file_with_nobody_twice_gives_a_header_alone(tmp_path: Path, content: str) -> None:
    assert pairs(tmp_path, content.encode()) == []
    assert (tmp_path / "pairs.csv").read_text() == "left,right,score,reasons\n"


def test_what_cannot_be_read_or_written_is_a_known_error(tmp_path: Path) -> None:
    file, out = tmp_path / "people.csv", tmp_path / "pairs.csv"
    file.write_text(f"{HEADER}\n{ANN}\n{ANNE}\n", encoding="utf-8")
    with pytest.raises(KnownError, match="not in the encoding ascii"):
        pairs_of_file(file, out, encoding="ascii")
    with pytest.raises(KnownError, match="no encoding called"):
        pairs_of_file(file, out, encoding="utf-9")
    for wrong in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(KnownError, match="cannot be read"):
            pairs_of_file(wrong, out)
    with pytest.raises(KnownError, match="cannot be written"):
        pairs_of_file(file, tmp_path / "no" / "pairs.csv")
    with pytest.raises(KnownError, match="given_name maps nothing"):
        read_mapping("given_name")
    assert not out.exists()


def run(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agent_desktop", "customers", "duplicates", *map(str, words)],
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["{file}"], 2, "--out"),
        (["{file}", "--out", "{folder}/pairs.csv", "--map", "city=Town"], 1, "no column Town"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    tmp_path: Path, words: list[str], code: int, told: str
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"{HEADER}\n{ANN}\n{ANNE}\n", encoding="utf-8")
    done = run(tmp_path, *(word.format(file=file, folder=tmp_path) for word in words))
    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.glob("pairs*"))
