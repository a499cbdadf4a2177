"""Sums of lines and totals (docs/evidence-format.md, section 4), as far as their terms are disclosed."""


def _money(value):
    if isinstance(value, dict) and type(value.get("minor")) is int and isinstance(value.get("currency"), str):
        return value["currency"], value["minor"]
    return None


def _line_holds(line):
    unit, total, quantity = _money(line.get("unit")), _money(line.get("total")), line.get("quantity")
    if unit is not None and total is not None and unit[0] != total[0]:
        return False
    if unit is None or total is None or type(quantity) is not int:
        return True
    return unit[1] * quantity == total[1]


def _total_holds(lines, total):
    stated = _money(total)
    if stated is None or any(not isinstance(line, dict) or "kind" not in line or _money(line.get("total")) is None for line in lines):
        return True
    terms = [(line["kind"], *_money(line["total"])) for line in lines]
    if any(currency != stated[0] for _, currency, _ in terms):
        return False
    return sum(-minor if kind == "discount" else minor for kind, _, minor in terms) == stated[1]


def sums_hold(body):
    """Whether every sum of an entry's body holds that can be checked."""
    for place in [body, *[offer for offer in body.get("offers", []) if isinstance(offer, dict)]]:
        lines = place.get("lines")
        if not isinstance(lines, list):
            continue
        if not all(_line_holds(line) for line in lines if isinstance(line, dict)):
            return False
        if "total" in place and not _total_holds(lines, place["total"]):
            return False
    return True
