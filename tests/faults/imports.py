"""Give the importer what nobody should, and see that it takes it or says why not.

``python tests/faults/imports.py [TIMES] [SEED]`` makes inputs with a fixed seed: random
bytes, tables made of hostile cells, and good files (CSV, TSV, workbooks, JSON, JSON
Lines, the layout of the public register, the public files beside the checkout) with
bytes, lines and cells changed. For each: the exit code is one that is known, nothing
ends in a traceback, what was refused left the journal as it was to the byte, row counts
add up, and no input takes longer than ten seconds of the processor.
"""

import gc
import io
import json
import os
import random
import shutil
import sys
import tempfile
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Final
from unittest import mock

sys.path[:0] = [str(Path(__file__).parents[2])]

from openpyxl import Workbook  # noqa: E402  # found by the line above

from licreg.cli.main import main  # noqa: E402  # as above

SEED: Final = 20241115
LONGEST: Final = 10.0
"""The most seconds of the processor that one input may take."""

_CODES: Final = (0, 1, 2)
_FRESH: Final = 100

CELLS: Final = (
    *(
        "",
        " ",
        "-",
        "57/GP-BTTTT",
        "058 / gp\u2013bttt",
        "1/GP-TTĐT",
        "12 QĐ-BTTTT",
        "#2",
    ),
    *("57/GP-BTTTT#2", "57/GP-BTTTT#99999", "0/GP-BTTTT", "9" * 400, "-1", "1e308"),
    *("12/02/2019", "2019-02-12", "31/02/2019", "99/99/9999", "03/25/2014", "45123"),
    *("3 May 2019", "2019-02-12T00:00:00Z", "ngày 12 tháng 2 năm 2019", "0001-01-01"),
    *(
        "Công ty A",
        "=1+1",
        "'=1+1",
        "\x1b[2J",
        "\u202eA",
        "\ud800",
        "A\0B",
        "a\nb",
        '"',
    ),
    *("a.vn", "an@a.vn", "https://a.vn/x?y=z", "a" * 2000, "a.vn;b.vn, c.vn", "\ufeff"),
    *("MXH", "social-network", "ei-all", "Trang TTĐT tổng hợp", "g1-release", "X"),
    *("Còn hiệu lực", "invalid", "Thu hồi", "suspended", "10 năm", "0", "đ" * 300),
    *("MIC", "ABEI", "Sở TT&TT Hà Nội", "DIC-HN", "2", "57/2019", "last", "INS-2024-1"),
    *("issued", "fined", "15/2020 Art 1=15tr", "on=;outcome=x", "holder=x; sites=y"),
)
HEADINGS: Final = (
    *("STT", "Số GP", "Ngày cấp", "Tên đơn vị", "Tên miền", "Loại", "Ngày hết hạn"),
    *("Tình trạng", "Cơ quan cấp", "Ghi chú", "Thời hạn", "Số, ngày cấp giấy phép"),
    *("kind", "number", "issuer", "issued_on", "holder", "sites", "status", "replaces"),
    *("status_on", "expires_on", "licence", "act", "on", "until", "set", "measure"),
    *("count", "to_on", "source", "inspected_on", "agency", "subject", "subject_kind"),
    *("outcome", "breaches", "decisions", "domain", "owner", "category_type", "", " "),
    *(
        "certified_date",
        "license_number",
        "Số\x1b[31m",
        "x" * 500,
        "Số GP",
        "Màu",
        "=cmd",
        "\ud800",
    ),
)
OPTIONS: Final = (
    *(
        (),
        (),
        (),
        ("--rejects", "REJECTS"),
        ("--dry-run",),
        ("--kind", "social-network"),
    ),
    *(
        ("--issuer", "DIC-HN", "--kind", "aggregate-site"),
        ("--encoding", "windows-1258"),
    ),
    *(("--encoding", "tcvn3"), ("--encoding", "vni"), ("--encoding", "utf-16")),
    *(("--map", "abei"), ("--dates", "mdy"), ("--suffix", "UKGC-LIC"), ("--compare",)),
    *(("--number-form", "{suffix}{number}"), ("--sheet", "2"), ("--not-in-tally",)),
    *(("--correct", "--because", "x"), ("--map", "FILE"), ("--write-map", "WRITTEN")),
    *(("--set", "holder=Công ty B"), ("--listed-on", "1/1/2024")),
)
ENDINGS: Final = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".xlsx", ".xls", "")

GOOD: Final = (
    "STT;Số GP;Ngày cấp;Tên đơn vị;Tên miền;Loại;Ngày hết hạn\n"
    "1;57/GP-BTTTT;12/02/2019;Công ty A;a.vn;MXH;11/02/2029\n"
    '2;"58/GP-BTTTT";13/02/2019;"Công ty ""B"";\nChi nhánh";b.vn;MXH;12/02/2029\n'
)
OURS: Final = (
    "kind,number,issuer,issued_on,expires_on,holder,sites,status,status_on\n"
    "social-network,57/GP-BTTTT,MIC,2019-02-12,2029-02-11,Công ty A,a.vn,in-force,\n"
    "aggregate-site,05/GP-TTĐT,DIC-HN,2019-02-12,,'=Công ty,b.vn c.vn,lapsed,"
    "2024-01-01\n"
)
ABEI: Final = (
    "domain,owner,category_type,certified_date,cert_level,license_number,status,x\n"
    "a.vn,CÔNG TY A,GIẤY PHÉP CUNG CẤP DỊCH VỤ MẠNG XÃ HỘI,2020-02-28,,81/GP-BTTTT,"
    "valid,\nb.vn,CÔNG TY B,GIẤY PHÉP CUNG CẤP DỊCH VỤ MẠNG XÃ HỘI,2020-02-28,,"
    "81 /GP-BTTT,invalid,\n"
)

Change = Callable[[bytes, random.Random], bytes]


@dataclass
class Outcome:
    """What came of the inputs.

    Attributes:
        tried: How many there were.
        codes: How often each exit code came.
        slowest: Seconds of the slowest.
        faults: What went wrong, with the input's number.
    """

    tried: int = 0
    codes: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


def seeds(folder: Path) -> list[bytes]:
    """Return the good files that others are made of."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in GOOD.replace("\nChi", " Chi").splitlines():
        sheet.append(line.split(";"))
    book.create_sheet("2").append(["Ghi chú"])
    stream = io.BytesIO()
    book.save(stream)
    rows = [dict(zip(("kind", "number", "issued_on", "holder"), CELLS, strict=False))]
    found = [
        *(text.encode() for text in (GOOD, OURS, ABEI)),
        GOOD.encode("utf-16"),
        GOOD.replace(";", "\t").encode("utf-8-sig"),
        stream.getvalue(),
        json.dumps(rows).encode(),
        ('{"kind": "MXH", "number": "57/GP-BTTTT"}\n' * 3).encode(),
        b'[columns]\n"a" = "number"\n',
    ]
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else ():
        lines = path.read_bytes().splitlines(keepends=True)
        found += [b"".join(lines[:40]), b"".join([lines[0], *lines[-40:]])]
    return found


def changed(data: bytes, chance: random.Random) -> bytes:
    """Return a file with some of its bytes, lines or parts changed."""
    if data[:2] == b"PK" and chance.random() < 0.7:  # mostly inside
        return _changed_pack(data, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 6))):
        data = chance.choice(_CHANGES)(data, chance)
    return data


def _changed_pack(data: bytes, chance: random.Random) -> bytes:
    """Return a workbook of which one part is changed, and packed again."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        hit = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, changed(part, chance) if name == hit else part)
    return stream.getvalue()


def _flip(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) or 1)
    return data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]


def _drop(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) or 1)
    return data[:place] + data[place + chance.randint(1, 40) :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) or 1)
    cell = chance.choice(CELLS).encode("utf-8", "surrogatepass")
    return data[:place] + cell + data[place:]


def _double(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    place = chance.randrange(len(lines))
    return b"".join([*lines[: place + 1], *lines[place:]])


def _swap(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) or 1)]


def _mark(data: bytes, chance: random.Random) -> bytes:
    old, new = chance.choice(b';,\t|"\n'), chance.choice(b';,\t|"\n\0\x1b{[')
    return data.replace(bytes([old]), bytes([new]), chance.randint(1, 20))


_CHANGES: Final[Sequence[Change]] = (_flip, _drop, _insert, _double, _swap, _cut, _mark)


def invented(chance: random.Random) -> bytes:
    """Return a table of hostile headings and cells."""
    mark = chance.choice(",;\t|")
    if chance.random() < 0.7:
        return _nearly_good(chance, mark)
    width = chance.randint(1, 9)
    rows = [[chance.choice(HEADINGS) for _ in range(width)]]
    rows += [
        [chance.choice(CELLS) for _ in range(width + chance.choice((-1, 0, 0, 0, 1)))]
        for _ in range(chance.randint(0, 8))
    ]
    if chance.random() < 0.2:  # now and then as JSON
        items = [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]
        return json.dumps(items, ensure_ascii=chance.random() < 0.5).encode(  # half
            "utf-8", "surrogatepass"
        )
    lines = [mark.join(_quoted(cell, chance) for cell in row) for row in rows]
    return "\n".join(lines).encode(
        chance.choice(("utf-8", "utf-8", "utf-16", "utf-8-sig")), "surrogatepass"
    )


def _nearly_good(chance: random.Random, mark: str) -> bytes:
    """Return a table that an office could have, here and there with a hostile cell."""
    rows = [list(HEADINGS[:7])]
    for number in range(chance.randint(1, 12)):
        day, month = chance.randint(1, 28), chance.randint(1, 12)
        good = [
            *(str(number), f"{chance.randint(1, 40)}/GP-BTTTT"),
            *(f"{day}/{month}/20{chance.randint(10, 25)}", "Công ty A"),
            *(f"{chance.choice('abc')}.vn", "MXH", ""),
        ]
        rows.append(
            [chance.choice(CELLS) if chance.random() < 0.03 else one for one in good]
        )
    lines = [mark.join(_quoted(cell, chance) for cell in row) for row in rows]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _quoted(cell: str, chance: random.Random) -> str:
    if chance.random() < 0.8:  # most cells as they should be
        return '"' + cell.replace('"', '""') + '"'
    return cell


def make(chance: random.Random, good: Sequence[bytes]) -> bytes:
    """Return one input."""
    kind = chance.random()
    if kind < 0.05:  # shares of the three
        return chance.randbytes(chance.randint(0, 3000))
    if kind < 0.6:  # as above
        return invented(chance)
    return changed(chance.choice(good), chance)


def feed(folder: Path, times: int, shared: Path, seed: int = SEED) -> Outcome:
    """Give a register as many inputs as asked for."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    good = seeds(shared)
    outcome = Outcome()
    empty, register = folder / "empty", folder / "register"
    _run(["init", str(empty)], folder)
    for number in range(times):
        if not number % _FRESH:
            shutil.rmtree(register, ignore_errors=True)
            shutil.copytree(empty, register)
            gc.collect()
        data = make(chance, good)
        file = folder / f"input{chance.choice(ENDINGS)}"
        file.write_bytes(data)
        (folder / "mapping.toml").write_bytes(changed(good[8], chance))
        words = [
            {"REJECTS": "rejects.csv", "FILE": "mapping.toml"}.get(word, word)
            for word in chance.choice(OPTIONS)
        ]
        journal = (register / "journal.jsonl").read_bytes()
        begun = process_time()
        command = ["--register", str(register), "import", str(file), *words]
        code, out, err = _run([*command, "--format", "json"], folder)
        seconds = process_time() - begun
        outcome.tried += 1
        outcome.codes[code] += 1
        outcome.slowest = max(outcome.slowest, seconds)
        after = (register / "journal.jsonl").read_bytes()
        fault = _fault(code, out, err, seconds)
        if not fault and (code or "--dry-run" in words) and after != journal:
            fault = "the journal changed"
        if not fault and not after.startswith(journal):
            fault = "the journal was written over"
        if fault:
            outcome.faults.append(f"input {number} ({' '.join(words)}): {fault}\n{err}")
            (folder / f"fault-{number}{file.suffix}").write_bytes(data)
        file.unlink()
    code, _, err = _run(["--register", str(register), "check"], folder)
    if code:
        outcome.faults.append(f"check found something at the end: {err}")
    return outcome


def _fault(code: int, out: str, err: str, seconds: float) -> str:
    if code not in _CODES:
        return f"exit code {code}"
    if seconds > LONGEST:
        return f"it took {seconds:.1f} seconds"
    if any(not one.isprintable() and one not in "\n\t" for one in err):
        return "a control character reached the terminal"
    if code and ("Nothing was recorded" not in err or out):
        return "a refusal that does not say that nothing was recorded"
    if not code:
        for one in json.loads(out)["files"]:
            if one["rows"] != one["taken"] + one["already_there"] + one["rejected"]:
                return f"rows that do not add up: {one}"
    return ""


def _run(words: list[str], folder: Path) -> tuple[int, str, str]:
    """Run a command; a traceback is exit code 99."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n")
    err = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n")
    surroundings = {**os.environ, "LICREG_CLERK": "an", "NO_COLOR": "1"}
    here = Path.cwd()
    os.chdir(folder)
    try:
        with (
            mock.patch.dict(os.environ, surroundings),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                code = main(words)
            except BaseException:  # noqa: BLE001  # what this looks for
                traceback.print_exc()
                code = 99
    finally:
        os.chdir(here)
    return code, _text(out), _text(err)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:3]]
    beside = Path(os.environ.get("LICREG_SHARED_DATA") or "../shared/data")
    with tempfile.TemporaryDirectory() as name:
        times = asked[0] if asked else 20_000
        came = feed(Path(name), times, beside, *asked[1:])
        print(f"{came.tried:,} inputs, exit codes {dict(sorted(came.codes.items()))}, ")
        print(f"slowest {came.slowest:.2f} s, {len(came.faults)} faults")
        for fault in came.faults[:5]:
            print(fault)
    sys.exit(bool(came.faults))
