"""Disclosures of withheld members (docs/evidence-format.md, section 6)."""

import hashlib

from encoding import from_base64url, to_base64url
from json_strict import Refused, parse


class Mismatch(Exception):
    """A disclosure that does not belong where it lies."""


def read_lines(data):
    """{digest: value of the disclosure} of a disclosures file."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError as error:
        raise Mismatch("not ASCII") from error
    found = {}
    for line in text.removesuffix("\n").split("\n"):
        raw = from_base64url(line)
        if not raw:
            raise Mismatch("no base64url")
        try:
            value = parse(raw)
        except Refused as error:
            raise Mismatch("no JSON") from error
        if not isinstance(value, list) or len(value) not in (2, 3) or not isinstance(value[0], str):
            raise Mismatch("no disclosure")
        if len(value) == 3 and (not isinstance(value[1], str) or value[1] in ("_sd", "...")):
            raise Mismatch("no member's name")
        salt = from_base64url(value[0])
        if len(salt if salt is not None else value[0].encode("utf-8")) < 16:
            raise Mismatch("short salt")
        key = to_base64url(hashlib.sha256(line.encode()).digest())
        if key in found:
            raise Mismatch("twice")
        found[key] = value
    return found


def open_body(body, found):
    """The body with every disclosure in its place; Mismatch where one has none or fits badly."""
    used = set()

    def opened(value):
        if isinstance(value, list):
            items = []
            for each in value:
                key = each.get("...") if isinstance(each, dict) and set(each) == {"..."} else None
                if key in found:
                    if len(found[key]) != 2:
                        raise Mismatch("a member in an array")
                    used.add(key)
                    items.append(opened(found[key][1]))
                else:
                    items.append(opened(each))
            return items
        if not isinstance(value, dict):
            return value
        members = {name: opened(each) for name, each in value.items() if name != "_sd"}
        shut = []
        for key in value.get("_sd", []):
            if key not in found:
                shut.append(key)
                continue
            if len(found[key]) != 3 or found[key][1] in value or found[key][1] in members:
                raise Mismatch("an element in an object, or a member that is there")
            used.add(key)
            members[found[key][1]] = opened(found[key][2])
        if shut:
            members["_sd"] = shut
        return members

    result = opened(body)
    if used != set(found):
        raise Mismatch("a disclosure of something else")
    return result


def drop_algorithm(body):
    """A body of which nothing is shut any more needs no `_sd_alg`."""

    def shut(value):
        if isinstance(value, dict):
            return "_sd" in value or set(value) == {"..."} or any(map(shut, value.values()))
        return isinstance(value, list) and any(map(shut, value))

    return body if shut(body) else {name: value for name, value in body.items() if name != "_sd_alg"}
