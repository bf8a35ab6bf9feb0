"""DOCX and ODT: archives of XML. Limits first, from what really comes out of them; then each part is looked at."""

import io
import zipfile
import zlib

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from apps.core.uploads.refusal import Refused

MOST_PARTS = 2_000
MOST_BYTES = 60 * 1024 * 1024  # of all parts together, unfolded
MOST_XML = 20 * 1024 * 1024  # of one part that is parsed
STEEPEST = 200  # times that a part may be larger unfolded, if it is larger than a screenful
A_LITTLE = 256 * 1024
CHUNK = 64 * 1024

DAMAGED = "The document is damaged. Open and save it again, then select the new file"
TOO_LARGE = "The document unfolds to too much. Save it with smaller pictures, then try again"
MACROS = "The document has macros or other parts that can run. Save it without them"
CALLS_OUT = "The document fetches parts from elsewhere. Replace linked pictures, files and templates with copies"

ODT_TYPE = b"application/vnd.oasis.opendocument.text"
DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RUNS = (".bin", ".exe", ".dll", ".js", ".vbs", ".ps1", ".bat", ".cmd", ".jar", ".hta", ".html", ".htm", ".svg", ".swf")
LINKS = ("http://", "https://", "mailto:")
FIELDS_THAT_FETCH = ("DDEAUTO", "DDE ", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT ", "DATABASE ")
OFFICE_URN = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
HREF = "{http://www.w3.org/1999/xlink}href"


def kind_of(data):
    """ "docx", "odt" or None, by what the archive says it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < CHUNK:
                return "odt" if archive.read("mimetype").strip() == ODT_TYPE else None
            return "docx" if "[Content_Types].xml" in names else None
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, NotImplementedError):
        return None


def look_into_docx(data):
    parts = _parts_of(data)
    types = _xml(parts["[Content_Types].xml"])
    named = {node.get("ContentType", "") for node in types}
    if any("macroEnabled" in name or "vbaProject" in name or "activeX" in name for name in named):
        raise Refused(MACROS)
    if DOCX_MAIN not in named:
        raise Refused("The file is not a Word document. Save it as DOCX")
    for name, content in parts.items():
        if name.lower().endswith(".rels"):
            _refuse_relations(_xml(content))
        elif name.lower().endswith(".xml"):
            _refuse_fields(_xml(content))
    return data


def look_into_odt(data):
    parts = _parts_of(data)
    if any(name.startswith(("Basic/", "Scripts/", "Object ")) for name in parts):
        raise Refused(MACROS)
    if "content.xml" not in parts or b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refused("The document is protected by a password, or is not a text. Save it as ODT without one")
    for name, content in parts.items():
        if name.endswith((".xml", ".rdf")):
            _refuse_open_document(_xml(content))
    return data


# --- The archive -----------------------------------------------------------------------------------------------------


def _parts_of(data):
    """{name: bytes} of the parts, unfolded by ourselves in small pieces: what an archive says of its sizes may be a
    lie. Pictures and the like are counted and not kept."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _refuse_shape(data, archive, infos)
            left, parts = MOST_BYTES, {}
            for info in infos:
                content = _unfolded(archive, info, left)
                left -= len(content)
                is_text = info.filename.lower().endswith((".xml", ".rels", ".rdf")) or info.filename == "mimetype"
                parts[info.filename] = content if is_text else b""
            return parts
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise Refused(DAMAGED) from error


def _refuse_shape(data, archive, infos):
    names = [info.filename for info in infos]
    if len(names) > MOST_PARTS:
        raise Refused(TOO_LARGE)
    if len({name.lower() for name in names}) < len(names):
        raise Refused(DAMAGED)
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") or "\0" in name for name in names):
        raise Refused(DAMAGED)
    if any(info.flag_bits & 1 for info in infos):
        raise Refused("The document is protected by a password. Save it without one")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise Refused(DAMAGED)
    if archive.comment or min((info.header_offset for info in infos), default=1) != 0:
        raise Refused("Something comes before or after the document in this file. Save it again")
    if not data[-22:].startswith(b"PK\x05\x06"):
        raise Refused("Something comes before or after the document in this file. Save it again")
    lower = [name.lower() for name in names]
    if any(name.endswith(RUNS) or "embeddings/" in name or "activex/" in name for name in lower):
        raise Refused(MACROS)


def _unfolded(archive, info, left):
    content = bytearray()
    with archive.open(info) as part:
        while piece := part.read(CHUNK):
            content += piece
            if len(content) > left:
                raise Refused(TOO_LARGE)
            if len(content) > A_LITTLE and len(content) > STEEPEST * max(info.compress_size, 1):
                raise Refused(TOO_LARGE)
    return bytes(content)


# --- The parts -------------------------------------------------------------------------------------------------------


def _xml(content):
    if len(content) > MOST_XML:
        raise Refused(TOO_LARGE)
    try:
        return fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise Refused(DAMAGED) from error


def _refuse_relations(relations):
    """Only a link in the text may lead outside, and only to a page or an address of mail."""
    for node in relations:
        if node.get("TargetMode", "").lower() == "external":
            is_link = node.get("Type", "").endswith("/hyperlink")
            if not (is_link and node.get("Target", "").lower().startswith(LINKS)):
                raise Refused(CALLS_OUT)


def _refuse_fields(tree):
    """Word fields that fetch. An instruction may be cut into several runs, so it is read as one."""
    said = "".join((node.text or "") for node in tree.iter() if node.tag.endswith("}instrText"))
    said += " ".join(value for node in tree.iter() for name, value in node.attrib.items() if name.endswith("}instr"))
    if any(field in said.upper() + " " for field in FIELDS_THAT_FETCH):
        raise Refused(CALLS_OUT)


def _refuse_open_document(tree):
    for node in tree.iter():
        if node.tag.endswith(("}event-listener", "}script")) or node.tag in (f"{OFFICE_URN}dde-source",):
            raise Refused(MACROS)
        target = node.get(HREF, "")
        is_link = node.tag.endswith(("text:1.0}a", "drawing:1.0}a"))
        if is_link and target and not target.lower().startswith((*LINKS, "#")):
            raise Refused(CALLS_OUT)
        if node.tag.endswith("meta:1.0}template"):
            continue  # only says what the document was made from
        if not is_link and (":" in target or target.startswith(("/", "\\", ".."))):
            raise Refused(CALLS_OUT)
