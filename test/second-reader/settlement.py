"""Settlements: postings that balance, and the quorum of confirmations."""

BACK = {
    "settlement.proposed": "settles",
    "payment.captured": "confirms",
    "payment.authorized": "authorizes",
    "payment.requested": "responds-to",
    "order.accepted": "accepts",
    "order.amended": "corrects",
    "order.created": "under",
    "delegation.granted": "under",
}


def _target(line, rel, index, *types):
    for ref in line.payload["refs"]:
        target = index.by_digest.get(ref["digest"])
        if ref["rel"] == rel and target is not None and target.has_type(*types):
            return target
    return None


def _mandate(line, index):
    """The mandate that a settlement goes back to, as far as the evidence leads."""
    for _ in range(64):
        if line is None or line.has_type("intent.mandate"):
            return line
        rel = BACK.get(line.payload["type"])
        targets = [index.by_digest.get(ref["digest"]) for ref in line.payload["refs"] if ref["rel"] == rel]
        line = next((target for target in targets if target is not None and isinstance(target.payload, dict)), None)
        if line is not None and not isinstance(line.payload.get("refs"), list):
            return None
    return None


def check_proposed(line, index):
    """Codes of a settlement.proposed without a root: (code, is a consequence)."""
    body, sums = line.payload["body"], {}
    postings = body.get("postings")
    if isinstance(postings, list) and all(isinstance(each, dict) and {"currency", "minor"} <= set(each) for each in postings):
        for posting in postings:
            sums[posting["currency"]] = sums.get(posting["currency"], 0) + posting["minor"]
        if any(sums.values()):
            yield "E_SETTLE_SUM", False
    mandate = _mandate(line, index)
    if mandate is not None and isinstance(mandate.payload.get("body"), dict):
        asked = mandate.payload["body"].get("quorum")
        shut = "_sd" in mandate.payload["body"] or "_sd" in body
        if asked is not None and not shut and body.get("quorum") != asked:
            yield "E_SETTLE_QUORUM", mandate.root is not None


def check_final(line, index, book):
    """Whether a settlement.final has the confirmations that it needs."""
    proposed = _target(line, "settles", index, "settlement.proposed")
    if proposed is None:
        return
    mandate = _mandate(proposed, index)
    quorum = mandate.payload["body"].get("quorum") if mandate is not None else None
    if quorum is None:
        quorum = proposed.payload["body"].get("quorum")
    listed = line.payload["body"].get("confirmations")
    if not isinstance(quorum, dict) or not isinstance(listed, list):
        return
    present, jokers, spoilt = [], 0, proposed.root is not None
    for digest in listed:
        confirmation = index.by_digest.get(digest)
        if confirmation is None:
            jokers += 1
        elif confirmation.root is not None:
            spoilt = True
        elif confirmation.has_type("settlement.confirmed") and _target(confirmation, "confirms", index, "settlement.proposed") is proposed:
            present.append((confirmation.payload["actor"]["role"], book.operator_of(confirmation)))
    places = [{role} for role in quorum["allOf"]]
    places += [set(clause["of"]) for clause in quorum["atLeast"] for _ in range(clause["n"])]
    if len(places) - _filled(places, present) > jokers:
        yield "E_SETTLE_QUORUM", spoilt


def _filled(places, confirmations):
    """How many places can be filled at once, each operator in one of them."""
    operators = {}
    for role, operator in confirmations:
        operators.setdefault(operator, set()).add(role)
    holder = {}

    def find(operator, tried):
        for number, roles in enumerate(places):
            if number in tried or not roles & operators[operator]:
                continue
            tried.add(number)
            if number not in holder or find(holder[number], tried):
                holder[number] = operator
                return True
        return False

    return sum(find(operator, set()) for operator in operators)
