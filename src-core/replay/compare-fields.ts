import { canonicalize } from '../json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import { isJsonObject } from '../json/json-value.ts';
import type { Comparison } from './story.ts';
import type { TransactionState } from './state.ts';

/**
 * What was intended, ordered and charged, field by field, from the state of a transaction. A side that no entry shows is
 * absent, and a field with fewer than two sides is `no-evidence`: silence is neither zero nor agreement.
 *
 * An intended amount is a limit (`total` matches up to it); every other intended value must be met exactly. Where a
 * transaction has several orders, each field is named `ORDER_ID/field`.
 */
export function compareFields(state: TransactionState): Comparison[] {
  const orders = Object.entries(objectAt(state, 'orders'));
  const rows = orders.flatMap(([id, order]) => {
    const prefix = orders.length > 1 ? `${id}/` : '';
    return isJsonObject(order) ? compareOrder(state, id, order, prefix) : [];
  });
  return orders.length > 0 ? rows : compareOrder(state, undefined, {}, '');
}

function compareOrder(state: TransactionState, orderId: string | undefined, order: JsonObject, prefix: string): Comparison[] {
  const payments = Object.values(objectAt(state, 'payments')).filter(isJsonObject);
  const mine = payments.filter(
    (payment) => payment['orderId'] === undefined || orderId === undefined || payment['orderId'] === orderId,
  );
  const charged = chargedTotal(mine);
  const ordered = order['agreed'] ?? order['total'];
  return [
    amountRow(`${prefix}total`, intendedLimit(state), ordered, charged),
    equalRow(`${prefix}currency`, currencyOf(intendedLimit(state)), currencyOf(ordered), currencyOf(charged)),
    equalRow(
      `${prefix}payee`,
      objectAt(objectAt(state, 'discovery'), 'selected')['payee'],
      order['payee'],
      common(mine, 'paidTo'),
    ),
    equalRow(`${prefix}account`, undefined, common(mine, 'account'), common(mine, 'paidInto')),
    ...wantRows(state, order, prefix),
  ];
}

/** The least limit that an intent or a mandate of the transaction states. */
function intendedLimit(state: TransactionState): JsonValue | undefined {
  const caps = Object.values(objectAt(state, 'mandates'))
    .filter(isJsonObject)
    .flatMap((mandate) => (Array.isArray(mandate['constraints']) ? mandate['constraints'] : []))
    .filter(isJsonObject)
    .filter((constraint) => constraint['type'] === 'payment.amount_range')
    .map((constraint): JsonObject => ({ currency: constraint['currency'], minor: constraint['max'] }));
  const stated = objectAt(state, 'intent')['limit'];
  const limits = [...(isJsonObject(stated) ? [stated] : []), ...caps];
  const [first, ...rest] = limits;
  if (first === undefined || rest.some((limit) => limit['currency'] !== first['currency'])) return stated;
  return rest.reduce((least, limit) => (Number(limit['minor']) < Number(least['minor']) ? limit : least), first);
}

/** The sum of what was captured, each capture once; absent where none is shown or the currencies differ. */
function chargedTotal(payments: readonly JsonObject[]): JsonValue | undefined {
  const amounts = payments.flatMap((payment) => Object.values(objectAt(payment, 'capturedBy')));
  const [first] = amounts;
  if (!isJsonObject(first)) return undefined;
  let minor = 0;
  for (const amount of amounts) {
    if (!isJsonObject(amount) || amount['currency'] !== first['currency']) return undefined;
    minor += Number(amount['minor']);
  }
  return Number.isSafeInteger(minor) ? { currency: first['currency'], minor } : undefined;
}

function wantRows(state: TransactionState, order: JsonObject, prefix: string): Comparison[] {
  const wants = objectAt(state, 'intent')['wants'];
  if (!Array.isArray(wants)) return [];
  const lines = Array.isArray(order['lines'])
    ? order['lines'].filter(isJsonObject).filter((line) => line['kind'] === 'item')
    : undefined;
  return wants.filter(isJsonObject).map((want) => {
    const ordered = lines?.filter((line) => meets(line, want)).reduce((sum, line) => sum + Number(line['quantity']), 0);
    return equalRow(`${prefix}wants/${String(want['id'])}/quantity`, want['quantity'], ordered, undefined);
  });
}

/** An item line meets a want if one acceptable member agrees in what it states and every wanted attribute is the line's. */
function meets(line: JsonObject, want: JsonObject): boolean {
  const acceptable = Array.isArray(want['acceptable']) ? want['acceptable'].filter(isJsonObject) : [];
  const named = acceptable.some((item) =>
    ['sku', 'name'].every((member) => item[member] === undefined || item[member] === line[member]),
  );
  const attributes = objectAt(line, 'attributes');
  return named && Object.entries(objectAt(want, 'attributes')).every(([name, value]) => attributes[name] === value);
}

function amountRow(
  field: string,
  intended: JsonValue | undefined,
  ordered: JsonValue | undefined,
  charged: JsonValue | undefined,
): Comparison {
  const row = equalRow(field, undefined, ordered, charged);
  if (intended === undefined) return row;
  const stated = [ordered, charged].filter((value) => value !== undefined);
  const within = stated.every(
    (value) =>
      isJsonObject(value) &&
      isJsonObject(intended) &&
      value['currency'] === intended['currency'] &&
      Number(value['minor']) <= Number(intended['minor']),
  );
  const result = stated.length === 0 ? 'no-evidence' : row.result !== 'differs' && within ? 'match' : 'differs';
  return { ...row, intended, result };
}

function equalRow(
  field: string,
  intended: JsonValue | undefined,
  ordered: JsonValue | undefined,
  charged: JsonValue | undefined,
): Comparison {
  const sides = [intended, ordered, charged].filter((value) => value !== undefined).map((value) => canonicalize(value));
  const result = sides.length < 2 ? 'no-evidence' : sides.every((value) => value === sides[0]) ? 'match' : 'differs';
  return {
    field,
    ...(intended === undefined ? {} : { intended }),
    ...(ordered === undefined ? {} : { ordered }),
    ...(charged === undefined ? {} : { charged }),
    result,
  };
}

function objectAt(value: JsonObject, name: string): JsonObject {
  const child = value[name];
  return isJsonObject(child) ? child : {};
}

function currencyOf(money: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(money) ? money['currency'] : undefined;
}

/** The value that all payments that show `name` agree on. */
function common(payments: readonly JsonObject[], name: string): JsonValue | undefined {
  const values = payments.map((payment) => payment[name]).filter((value) => value !== undefined);
  const [first] = values;
  if (first === undefined) return undefined;
  return values.every((value) => canonicalize(value) === canonicalize(first)) ? first : values;
}
