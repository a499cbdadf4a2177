"""Entries against docs/schema/entry.schema.json, and what the prose of docs/evidence-format.md adds to it."""

import functools
import json
import os
import re

from encoding import from_base64url, is_instant
from jcs import canonical, utf16

PATH = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "schema", "entry.schema.json")
with open(PATH, encoding="utf-8") as file:
    SCHEMA = json.load(file)
TYPES = SCHEMA["x-entryTypes"]
BY_VALUE = ("confirmations", "paymentIds", "allowed", "denied", "kinds", "allOf", "of", "usages", "_sd")
INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$"
NO_TRANSACTION = "-"
RECEIPTS = ("delegation.revoked", "key.revoked")


@functools.cache
def _pattern(text):
    # A `$` of Python's also stands before a last line feed.
    return re.compile(re.sub(r"\$$", r"\\Z", text), re.ASCII)


def holds(schema, value, withheld=False):
    """Whether a value fits a schema made of the keywords that this schema uses."""
    if "const" in schema and not _same(schema["const"], value):
        return False
    if "enum" in schema and not any(_same(each, value) for each in schema["enum"]):
        return False
    kind = schema.get("type")
    if kind is not None and not _is(kind, value):
        return False
    if isinstance(value, str) and "pattern" in schema:
        if _pattern(schema["pattern"]).search(value) is None:
            return False
        if schema["pattern"] == INSTANT and not is_instant(value):
            return False
    if type(value) is int and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return False
    if isinstance(value, list) and not _array(schema, value, withheld):
        return False
    if isinstance(value, dict) and not _object(schema, value, withheld):
        return False
    return "anyOf" not in schema or any(holds(each, value, withheld) for each in schema["anyOf"])


def _same(a, b):
    return type(a) is type(b) and a == b


def _is(kind, value):
    if kind == "integer":
        return type(value) is int
    python = {"string": str, "boolean": bool, "object": dict, "array": list, "null": type(None)}[kind]
    return isinstance(value, python)


def _array(schema, value, withheld):
    items = [each for each in value if not (withheld and is_hidden_element(each))]
    if schema.get("uniqueItems") and len({canonical(each) for each in items}) != len(items):
        return False
    return "items" not in schema or all(holds(schema["items"], each, withheld) for each in items)


def _object(schema, value, withheld):
    shut = withheld and "_sd" in value
    if shut and not _sd_holds(value["_sd"]):
        return False
    members = {name: each for name, each in value.items() if not (shut and name == "_sd")}
    if not shut and any(name not in members for name in schema.get("required", ())):
        return False
    properties = schema.get("properties", {})
    for name, each in members.items():
        if name in properties:
            if name == "constraints" and isinstance(each, list):
                if not all(_constraint(properties[name]["items"], one, withheld) for one in each):
                    return False
            elif not holds(properties[name], each, withheld):
                return False
        elif "additionalProperties" in schema:
            rule = schema["additionalProperties"]
            if rule is False or not holds(rule, each, withheld):
                return False
        if "propertyNames" in schema and not holds(schema["propertyNames"], name):
            return False
    return True


def _constraint(schema, value, withheld):
    """A constraint of another name than those of the schema is a matter of authority, not of form."""
    if withheld and is_hidden_element(value):
        return True
    named = [each["properties"]["type"]["const"] for each in schema["anyOf"]]
    if not isinstance(value, dict):
        return False
    kind = value.get("type")
    if isinstance(kind, str) and kind not in named:
        return _pattern(r"^[\x20-\x7e]{1,256}$").search(kind) is not None
    if kind is None and withheld and "_sd" in value:
        return True
    return holds(schema, value, withheld)


def is_hidden_element(value):
    return isinstance(value, dict) and set(value) == {"..."} and _is_disclosure_digest(value["..."])


def _is_disclosure_digest(value):
    raw = from_base64url(value)
    return raw is not None and len(raw) == 32


def _sd_holds(value):
    return isinstance(value, list) and len(value) > 0 and all(map(_is_disclosure_digest, value))


def _sets_sorted(value, name=""):
    if isinstance(value, dict):
        return all(_sets_sorted(each, member) for member, each in value.items())
    if not isinstance(value, list):
        return True
    if name in BY_VALUE and all(isinstance(each, str) for each in value) and value != sorted(set(value), key=utf16):
        return False
    return all(map(_sets_sorted, value))


def _ascending(rows, key):
    keys = [key(row) for row in rows]
    return all(a < b for a, b in zip(keys, keys[1:]))


def body_holds(entry_type, body):
    """Whether a body, signed or opened, fits its type."""
    shut = _mentions_sd(body)
    if (body.get("_sd_alg") == "sha-256") != shut or (not shut and "_sd_alg" in body):
        return False
    members = {name: value for name, value in body.items() if name != "_sd_alg"}
    return holds(TYPES[entry_type]["body"], members, withheld=True) and _sets_sorted(body)


def _mentions_sd(value):
    if isinstance(value, dict):
        return "_sd" in value or is_hidden_element(value) or any(map(_mentions_sd, value.values()))
    return isinstance(value, list) and any(map(_mentions_sd, value))


def entry_holds(entry):
    """Whether a payload has the form of an entry of its type; references are looked at as far as the entry itself shows them."""
    if not holds(SCHEMA, entry) or entry["type"] not in TYPES:
        return False
    rules = TYPES[entry["type"]]
    if (entry["prev"] is None) != (entry["seq"] == 0):
        return False
    if not _ascending(entry["refs"], lambda ref: (utf16(ref["rel"]), ref["digest"])):
        return False
    if not _ascending(entry.get("seen", []), lambda seen: (utf16(seen["origin"]), seen["size"])):
        return False
    if not _ascending(entry.get("artifacts", []), lambda artifact: utf16(artifact["name"])):
        return False
    if entry["type"].startswith(("key.", "party.")) and entry["txn"] != NO_TRANSACTION:
        return False
    if rules["roles"] and entry["actor"]["role"] not in rules["roles"]:
        return False
    rels = [ref["rel"] for ref in entry["refs"]]
    if any(rule["need"] == "always" and rule["rel"] not in rels for rule in rules["refs"]):
        return False
    return body_holds(entry["type"], entry["body"])


def ref_may_point(entry_type, rel, target_type):
    """Whether an entry of one type may refer by `rel` to one of another."""
    if rel == "confirms" and target_type in RECEIPTS:
        return True
    own = [rule for rule in TYPES[entry_type]["refs"] if rule["rel"] == rel]
    rules = own or [rule for each in TYPES.values() for rule in each["refs"] if rule["rel"] == rel]
    return any(target_type in rule["to"] for rule in rules)
