"""Tables that people bring, and cells that no spreadsheet takes for a formula."""

import io
import re
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.errors import Invalid
from quizapp.store.tables import LONGEST_FIELD, MOST_LINES, MOST_ROWS, Column, _text, read_table, row_fault, safe_cell

COLUMNS = (Column("username", ("user", "login")), Column("name", ("full name",)), Column("role", required=False))
TEXT = "username,name,role\nann,Ann Ö,student\nbob,Bob,\n"


def workbook(*lines: list, sheet: str = "People") -> bytes:
    """Return an XLSX file with these rows."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        for number, line in enumerate(lines):
            page.write_row(number, 0, line)
    return target.getvalue()


_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_ODS = (
    f'<office:document-content xmlns:office="{_OASIS}office:1.0" xmlns:table="{_OASIS}table:1.0" '
    f'xmlns:text="{_OASIS}text:1.0"><office:body><office:spreadsheet><table:table table:name="A">%s</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
_MANIFEST = f'<manifest:manifest xmlns:manifest="{_OASIS}manifest:1.0"/>'


def open_document(rows: str) -> bytes:
    """Return an ODS file with these rows of XML."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _ODS % rows)
    return target.getvalue()


def repeated(rows: int, columns: int, after: str = "") -> str:
    """Return rows of empty cells, with something after them or nothing."""
    cells = f'<table:table-cell table:number-columns-repeated="{columns}"/>{after}'
    return f'<table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row>'


def ods_row(*cells: str) -> str:
    """Return a row of texts."""
    inner = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f"<table:table-row>{inner}</table:table-row>"


def values_of(content: bytes, name: str = "people.csv") -> list[tuple[int, dict[str, str]]]:
    """Return the numbers and values of the rows of a file."""
    return [(row.number, row.values) for row in read_table(name, content, COLUMNS).rows]


EXPECTED = [
    (2, {"username": "ann", "name": "Ann Ö", "role": "student"}),
    (3, {"username": "bob", "name": "Bob", "role": ""}),
]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("cp1252"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("username,name,role", " Login , FULL NAME,Role").encode(),
        b"name,role,username\nAnn \xc3\x96,student,ann\nBob,,bob\n",
        workbook(["username", "name", "role"], ["ann", "Ann Ö", "student"], ["bob", "Bob"]),
        open_document(ods_row("username", "name", "role") + ods_row("ann", "Ann Ö", "student") + ods_row("bob", "Bob")),
    ],
    ids=["utf8", "bom", "utf16", "cp1252", "semicolon", "tab", "crlf", "synonyms", "order", "xlsx", "ods"],
)
def test_a_table_reads_the_same_from_every_format_and_encoding(content):
    assert values_of(content) == EXPECTED


def test_rows_keep_the_numbers_that_a_spreadsheet_shows():
    assert [number for number, _ in values_of(b'\nusername,name\n\n"a\nb",Ann\n\nbob,Bob\n')] == [4, 6]
    assert [number for number, _ in values_of(workbook([], ["username", "name"], [], ["ann", "Ann"]))] == [4]


def test_excel_tells_its_delimiter_in_a_first_line_of_its_own():
    assert values_of(b"sep=;\nusername;name\nann;Ann, A.\n") == [
        (2, {"username": "ann", "name": "Ann, A.", "role": ""})  # as a spreadsheet shows it, without that line
    ]


def test_numbers_and_truths_of_a_workbook_read_as_people_wrote_them():
    assert values_of(workbook(["username", "name"], [4711, 1.5]))[0][1] == {
        "username": "4711",
        "name": "1.5",
        "role": "",
    }


def test_the_person_is_told_what_was_not_read_and_when_the_encoding_was_guessed():
    table = read_table("a.csv", "username,name,Größe\nann,Ann,3\n".encode("cp1252"), COLUMNS)
    assert [remark.template.split()[0] for remark in table.remarks] == ["The", "These"]
    assert "Größe" in str(table.remarks[1])


def test_without_columns_every_heading_is_one():
    table = read_table("a.csv", b"Name,Shoe size\nAnn,37\n,\nBob,\n")
    assert [dict(row) for row in table] == [{"Name": "Ann", "Shoe size": "37"}, {"Name": "Bob", "Shoe size": ""}]
    assert (len(table), table[1].number, table.remarks) == (2, 4, ())


def test_every_row_with_a_fault_is_told_and_the_others_are_read():
    table = read_table("a.csv", ("username,name\nann,\n,Bob\ncy,Cy\n,\ndi," + "x" * 3000).encode(), COLUMNS)
    assert [(fault.line, fault.field) for fault in table.faults] == [(2, "name"), (3, "username"), (6, "name")]
    assert str(table.faults[0].message).startswith("Row 2: ")
    assert [row["username"] for row in table.rows] == ["cy"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"a,b\n1,2\n", "there is none for: username, name"),
        (b"username,user,name\n1,2,3\n", "Two columns"),
        (b'username,name\nann,"Ann\n', "quotation mark"),
        (b"\x89PNG\x00\x00\x00", "no table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old kind"),
        (b"PK\x03\x04 not a zip", "damaged"),
        (workbook(["username", "name"], ["a", "b"])[:-80], "damaged"),
        (workbook([], []), "is empty"),
        (b"username,name\n" + b"a,b\n" * (MOST_ROWS + 1), "more than 5000 rows"),
        (b"username,name\n" + b",\n" * MOST_LINES + b"ann,Ann\n", "more than 20000 lines"),
        (b"username,name\nann," + b"x" * (LONGEST_FIELD + 1), "Row 2: a text has more than 131072 characters"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_a_sentence(content, words):
    with pytest.raises(Invalid, match=words):
        read_table("people", content, COLUMNS)


def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_laid_out():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write(0, 0, "username")
        page.write(1048575, 16383, "far away")
    with pytest.raises(Invalid, match="reaches to row 1048576"):
        read_table("far.xlsx", target.getvalue(), COLUMNS)
    far = open_document(repeated(1048000, 16000, "<table:table-cell><text:p>x</text:p></table:table-cell>"))
    with pytest.raises(Invalid, match="reaches to row 1048000"):
        read_table("far.ods", far, COLUMNS)


_SPREADSHEETML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def raw_workbook(rows: str, sheet: str = "xl/worksheets/sheet1.xml", texts: str = "") -> bytes:
    """Return an XLSX file made by hand: the XML of its rows, where its sheet lies, and its shared texts."""

    def relations(kind: str, part: str) -> str:
        return (f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{part}"/>'
                "</Relationships>")  # fmt: skip

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", relations("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{_SPREADSHEETML}" xmlns:r="{_OFFICE}"><sheets>'
                         '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>')  # fmt: skip
        archive.writestr("xl/_rels/workbook.xml.rels", relations("worksheet", f"/{sheet}"))
        archive.writestr(sheet, f'<worksheet xmlns="{_SPREADSHEETML}"><sheetData>{rows}</sheetData></worksheet>')
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_SPREADSHEETML}">{texts}</sst>')
    return target.getvalue()


def raw_row(*texts: str) -> str:
    """Return the XML of a row whose cells do not say where they are."""
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts) + "</row>"


_HEAD, _FAR = raw_row("username", "name"), "<row r='30000'><c r='ZZ30000'><v>1</v></c></row>"
_SHARED = "<row>" + "<c t='s'><v>0</v></c>" * 90 + "</row>"
_SPACES = repeated(1, 1, "<table:table-cell><text:p><text:s text:c='900000000'/></text:p></table:table-cell>")


def test_cells_that_do_not_say_where_they_are_follow_one_another():
    found = values_of(raw_workbook(_HEAD + raw_row("ann", "Ann Ö")))
    assert found == [(2, {"username": "ann", "name": "Ann Ö", "role": ""})]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (raw_workbook(_HEAD + _FAR), "reaches to row 30000 and column 702"),
        (raw_workbook(_HEAD + _FAR.replace("ZZ3", "&#90;&#x5A;3")), "reaches to row 30000 and column 702"),
        (raw_workbook(_HEAD + _FAR, "xl/elsewhere/sheet.xml"), "reaches to row 30000 and column 702"),
        (raw_workbook(_HEAD + _FAR, "xl/media/picture.png"), "damaged"),
        (raw_workbook(_HEAD + _FAR.replace("ZZ30000", "XFD1048576")), "reaches to row 1048576"),
        (raw_workbook(_HEAD + _FAR.replace("ZZ30000", "ZZZZ1")), "damaged"),
        (raw_workbook(_HEAD + "<row><c><c/>" + _FAR + "</c></row>"), "damaged"),
        (raw_workbook(_HEAD + _FAR.replace("ZZ30000", "CZ20050")), "reaches to row 20050 and column 104"),
        (raw_workbook(_HEAD + _SHARED * 4000, texts=f"<si><t>{'x' * 100_000}</t></si>"), "unfolds to too much"),
        (raw_workbook("<row/>" * 1_000_001), "unfolds to too much"),
        (raw_workbook('<row a=""/>' * 9 + "<row " + "".join(f' a{n}=""' for n in range(50_000)) + "/>"), "unfolds to"),
        (raw_workbook("<c " * 20_000), "damaged"),
        (open_document(ods_row("username", "name") + _SPACES), "unfolds to too much"),
        (open_document(repeated(900, 2, "<table:table-cell table:number-columns-repeated='90'><text:p>"
                                + "x" * 100_000 + "</text:p></table:table-cell>")), "unfolds to too much"),
        (open_document(repeated(10**12, 1)), "damaged"),
    ],
    ids=["quotes", "references", "elsewhere", "picture", "corner", "place", "nested", "rectangle", "shared", "rows",
         "attributes", "tags", "spaces", "repeated", "times"],
)  # fmt: skip
def test_what_a_workbook_would_unfold_to_is_measured_however_it_is_written(content, words):
    with pytest.raises(Invalid, match=words):
        read_table("far.xlsx", content, COLUMNS)


def test_a_workbook_of_the_binary_kind_and_one_with_a_document_type_are_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00")
    with pytest.raises(Invalid, match="xlsb"):
        read_table("a.xlsb", target.getvalue(), COLUMNS)
    target = io.BytesIO(raw_workbook(_HEAD))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/more.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(Invalid, match="damaged"):
        read_table("a.xlsx", target.getvalue(), COLUMNS)


def test_empty_cells_to_the_end_of_a_sheet_are_no_reason_to_refuse_it():
    tail = repeated(1048570, 16384)
    assert len(values_of(open_document(ods_row("username", "name") + ods_row("ann", "Ann") + tail))) == 1


def test_a_zip_that_unfolds_to_too_much_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 70 * 2**20)
    with pytest.raises(Invalid, match="unfolds"):
        read_table("bomb.xlsx", target.getvalue(), COLUMNS)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|'/c calc'!A0", "'+cmd|'/c calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("\t=1", "\t'=1"),
        ("\r=1", "\r'=1"),
        ("\n=1", "\n'=1"),
        (" =1", " '=1"),
        ("\u00a0=1", "\u00a0'=1"),
        ("\ufeff=1", "\ufeff'=1"),
        ("Max;=cmd|x", "Max;'=cmd|x"),
        ("Max; \t=cmd|x", "Max; \t'=cmd|x"),
        ("a,=b\n@c\t＋d", "a,'=b\n'@c\t'＋d"),
        ("; =1", "; '=1"),
        ("'=1", "''=1"),
        ("-5;=1", "-5;'=1"),
    ],
)
def test_what_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe_and_reads_back_as_it_was(text, written):
    assert safe_cell(text) == written
    line = '"' + written.replace('"', '""') + '"'
    read = read_table("a.csv", f"username,name\nann,{line}\n".encode(), COLUMNS).rows[0]["name"]
    assert read == text.strip()


@pytest.mark.parametrize(
    "value",
    [-5, -1.5, 7, None, True, "-5", "-1,5", "Ann", "a=b", "", "a - b", "1; -2.5", "[1, -2]", '{"a": -1}', "Ann-Marie",
     "it's = 1", "a  =  b"],
)  # fmt: skip
def test_numbers_and_plain_texts_stay_as_they_are(value):
    assert safe_cell(value) == value


@given(st.text(st.sampled_from("a1 ;,\t\n=-@'.\ufeff"), max_size=20))
def test_no_part_of_a_written_cell_begins_with_a_formula_wherever_it_is_cut(text):
    written = safe_cell(text)
    for part in re.split("[;,\t\r\n]", written):
        part = part.strip(" \ufeff")
        assert not part.startswith(tuple("=@-")) or re.fullmatch(r"-\d+(\.\d+)?", part), (text, written)
    assert _text(written) == text.replace("\x00", "").strip()


def test_a_long_text_of_spaces_is_looked_over_in_no_time():
    text = "\n" * 200_000 + "a" + " " * 200_000 + "="
    assert safe_cell(text) == text


def test_the_fault_of_a_row_names_it_in_its_sentence():
    fault = row_fault(7, read_table("a.csv", b"username,name,x\na,b,c", COLUMNS).remarks[0], "name")
    assert str(fault.message) == "Row 7: These columns were not read: x."
