"""What is given: a container (.atb), a folder or a single chain file, and the manifest that a container is held to."""

import os
import re
import struct
import unicodedata
import zipfile

from dsse import BadEnvelope, open_envelope
from encoding import digest, is_instant
from jcs import canonical, utf16
from json_strict import Refused, parse

MIMETYPE = b"application/vnd.assize.atb+zip"
CHAIN_FILE = re.compile(r"(?:.*/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.ndjson")
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE)
OUTSIDE = ("mimetype", "manifest.json", "manifest.dsse")
ROLES = {
    "entries": "entries",
    "artifacts": "artifact",
    "disclosures": "disclosure",
    "enc": "sealed",
    "log": "log",
    "anchors": "anchor",
    "keys": "key",
    "rulings": "ruling",
}
MAX_NAME, MAX_MEMBERS, MAX_RATIO, RATIO_FROM, MAX_TOTAL = 512, 100_000, 100, 1 << 20, 32 << 30


class Refusal(Exception):
    """A container that is not opened; `code` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Given:
    """One input: its files by path, whether it is a sealed container, and what is wrong with it as such."""

    def __init__(self, files, sealed=False, codes=()):
        self.files = files
        self.sealed = sealed
        self.codes = list(codes)
        self.omitted, self.changed, self.absent = set(), set(), set()
        # Rows of the manifest by chain; None: there is no manifest to hold chains to.
        self.manifest_chains = None


def read(path):
    if os.path.isdir(path):
        return Given(_folder(path))
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] != b"PK":
        return Given({os.path.basename(path): data})
    try:
        return _hold_to_manifest(Given(_zip(path, data), sealed=True))
    except Refusal as refusal:
        return Given({}, sealed=True, codes=[refusal.code])


def _folder(root):
    files = {}
    for folder, _, names in os.walk(root):
        for name in names:
            full = os.path.join(folder, name)
            with open(full, "rb") as file:
                files[os.path.relpath(full, root).replace(os.sep, "/")] = file.read()
    return {path: files[path] for path in sorted(files, key=utf16) if path not in OUTSIDE}


def _bad_name(name):
    path = name.removesuffix("/")
    if not path or path.startswith("/") or re.search(r"[\\\x00-\x1f\x7f-\x9f]", path) or re.match(r"[A-Za-z]:", path):
        return True
    for part in path.split("/"):
        if part in ("", ".", "..") or part[-1] in " ." or re.search(r'[<>:"|?*]', part):
            return True
        if DEVICES.fullmatch(part.split(".")[0].rstrip(" ")):
            return True
    return False


def _zip(path, data):
    """The members of a container, by the directory; the first of the refusals in their order."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise Refusal("E_ZIP_FORMAT") from error
    members = archive.infolist()
    if any(_bad_name(member.orig_filename) for member in members):
        raise Refusal("E_ZIP_NAME")
    folded = [unicodedata.normalize("NFC", member.filename.removesuffix("/")).casefold() for member in members]
    if len(set(folded)) != len(folded):
        raise Refusal("E_ZIP_DUP")
    for member in members:
        kind = (member.external_attr >> 16) & 0o170000
        if member.create_system == 3 and kind not in (0, 0o100000, 0o040000):
            raise Refusal("E_ZIP_LINK")
    if any(member.flag_bits & 0x2041 for member in members):
        raise Refusal("E_ZIP_CRYPT")
    if any(member.compress_type not in (0, 8) for member in members):
        raise Refusal("E_ZIP_METHOD")
    expands = [m for m in members if m.file_size > RATIO_FROM and m.file_size > MAX_RATIO * max(1, m.compress_size)]
    long = [m for m in members if len(m.filename.encode()) > MAX_NAME]
    if expands or long or len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_TOTAL:
        raise Refusal("E_ZIP_LIMIT")
    _check_layout(data, members)
    first = min(members, key=lambda member: member.header_offset, default=None)
    if first is None or first.filename != "mimetype" or first.compress_type != 0 or archive.read("mimetype") != MIMETYPE:
        raise Refusal("E_ZIP_MIMETYPE")
    files = {}
    for member in members:
        if member.is_dir():
            continue
        try:
            files[member.filename] = archive.read(member)
        except Exception as error:  # zlib.error, BadZipFile, EOFError: a member whose bytes are not what the directory says
            raise Refusal("E_ZIP_CRC") from error
    return files


def _check_layout(data, members):
    """Local headers against the directory, and members that reach into each other."""
    end = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        at = member.header_offset
        if at < end:
            raise Refusal("E_ZIP_OVERLAP")
        if data[at : at + 4] != b"PK\x03\x04" or len(data) < at + 30:
            raise Refusal("E_ZIP_HEADER")
        _, flags, method, _, _, crc, packed, size, name_length, extra = struct.unpack("<HHHHHIIIHH", data[at + 4 : at + 30])
        name = data[at + 30 : at + 30 + name_length]
        encoded = member.orig_filename.encode("utf-8" if member.flag_bits & 0x800 else "cp437")
        if name != encoded or method != member.compress_type or flags != member.flag_bits:
            raise Refusal("E_ZIP_HEADER")
        stated = flags & 8 == 0 and packed != 0xFFFFFFFF and size != 0xFFFFFFFF
        if stated and (crc, packed, size) != (member.CRC, member.compress_size, member.file_size):
            raise Refusal("E_ZIP_HEADER")
        end = at + 30 + name_length + extra + member.compress_size


def _hold_to_manifest(given):
    files = given.files
    raw = files.get("manifest.json")
    seal = files.get("manifest.dsse")
    given.files = {path: files[path] for path in sorted(files, key=utf16) if path not in OUTSIDE}
    try:
        manifest = None if raw is None else parse(raw)
        if manifest is None or canonical(manifest) != raw or not _well_formed(manifest):
            raise Refusal("E_MANIFEST")
        if seal is not None:
            _check_seal(seal, raw)
    except (Refused, Refusal, BadEnvelope):
        given.codes.append("E_MANIFEST")
        return given
    given.omitted = {row["digest"] for row in manifest.get("omitted", [])}
    listed = {row["path"]: row for row in manifest["files"]}
    if any(path not in files for path in listed):
        given.codes.append("E_ZIP_MISSING")
    if any(path not in listed for path in given.files):
        given.codes.append("E_ZIP_UNLISTED")
    for path, row in listed.items():
        data = given.files.get(path)
        if data is not None and (row["size"] != len(data) or row["sha256"] != digest(data)):
            given.changed.add(path)
    given.manifest_chains = {row["id"]: row for row in manifest["chains"]}
    given.absent = {path for path in listed if path not in files}
    return given


def _check_seal(seal, raw):
    kind, payload, _ = open_envelope(parse(seal))
    if kind != "application/vnd.assize.manifest.v1+json":
        raise BadEnvelope("type")
    if canonical(parse(payload)) != payload or parse(payload) != {"v": 1, "manifest": digest(raw)}:
        raise Refusal("E_MANIFEST")


DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
URN = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _well_formed(manifest):
    def count(value):
        return type(value) is int and value >= 0

    def members(value, needed, optional=()):
        return isinstance(value, dict) and set(needed) <= set(value) <= {*needed, *optional}

    def is_digest(value):
        return isinstance(value, str) and DIGEST.fullmatch(value) is not None

    if not members(manifest, ("v", "created", "producer", "chains", "files"), ("case", "omitted")):
        return False
    chains, files, omitted = manifest["chains"], manifest["files"], manifest.get("omitted", [])
    texts = [manifest["created"], manifest["producer"], manifest.get("case", "")]
    if type(manifest["v"]) is not int or manifest["v"] != 1 or not all(isinstance(text, str) for text in texts):
        return False
    if not is_instant(manifest["created"]) or not all(isinstance(rows, list) for rows in (chains, files, omitted)):
        return False
    for row in chains:
        if not members(row, ("id", "actor", "first", "last", "count", "head")) or not isinstance(row["actor"], str):
            return False
        if not isinstance(row["id"], str) or not URN.fullmatch(row["id"]) or not is_digest(row["head"]):
            return False
        if not all(count(row[name]) for name in ("first", "last", "count")):
            return False
    for row in files:
        if not members(row, ("path", "size", "sha256", "role")) or not isinstance(row["path"], str):
            return False
        if not count(row["size"]) or not is_digest(row["sha256"]) or ROLES.get(row["path"].split("/")[0]) != row["role"]:
            return False
    for row in omitted:
        if not members(row, ("digest", "reason")) or not is_digest(row["digest"]) or not isinstance(row["reason"], str):
            return False
    for rows, name in ((chains, "id"), (files, "path")):
        names = [row[name] for row in rows]
        if names != sorted(set(names), key=utf16):
            return False
    return True
