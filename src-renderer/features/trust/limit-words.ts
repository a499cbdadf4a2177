import type { TFunction } from 'i18next';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src-core/json/json-value.ts';
import { visibleText } from '../../components/evidence-text.tsx';
import { moneyText } from '../../components/money.tsx';

/** A limit of a mandate in words; undefined for a kind that this program does not judge. */
export function limitWords(limit: JsonObject, t: TFunction<'trust'>): string | undefined {
  const type = String(limit['type']);
  switch (type) {
    case 'payment.amount_range': {
      const [min, max] = [moneyOf(limit, 'min'), moneyOf(limit, 'max')];
      if (max === undefined) return undefined;
      return min === undefined ? t('limits.atMost', { max }) : t('limits.between', { min, max });
    }
    case 'payment.budget': {
      const max = moneyOf(limit, 'max');
      const window = limit['window'];
      if (max === undefined) return undefined;
      return typeof window === 'string'
        ? t(`limits.budget.${window}`, { max, defaultValue: '' }) || undefined
        : t('limits.budget.all', { max });
    }
    case 'payment.agent_recurrence': {
      const count = limit['maxOccurrences'];
      return typeof count === 'number' ? t('limits.recurrence', { count }) : undefined;
    }
    case 'payment.allowed_payees':
    case 'checkout.allowed_merchants':
    case 'payment.allowed_payment_instruments':
      return t(`limits.${type.split('.')[1] ?? ''}`, { list: listOf(limit['allowed'], t) });
    case 'payment.denied_mcc':
      return t('limits.denied_mcc', { list: listOf(limit['denied'], t) });
    case 'terminal.allowed':
      return t('limits.terminals', { list: terminalsOf(limit['kinds'], t) });
    case 'payment.execution_date':
      return executionWords(limit, t);
    case 'checkout.line_items':
      return t('limits.items', { list: itemsOf(limit['items'], t) });
    default:
      return undefined;
  }
}

function moneyOf(limit: JsonObject, member: string): string | undefined {
  const { currency } = limit;
  const minor = limit[member];
  return typeof currency === 'string' && typeof minor === 'number'
    ? moneyText({ currency: visibleText(currency), minor })
    : undefined;
}

const join = (words: readonly string[], t: TFunction<'trust'>): string =>
  words.length === 0 ? t('limits.nobody') : words.join(t('limits.separator'));

const listOf = (value: JsonValue | undefined, t: TFunction<'trust'>): string =>
  join(Array.isArray(value) ? value.map((item) => visibleText(String(item))) : [], t);

const terminalsOf = (value: JsonValue | undefined, t: TFunction<'trust'>): string =>
  join(
    Array.isArray(value)
      ? value.map((kind) => t(`reports:terminalNames.${String(kind)}`, { defaultValue: visibleText(String(kind)) }))
      : [],
    t,
  );

function executionWords(limit: JsonObject, t: TFunction<'trust'>): string {
  const { notBefore, notAfter } = limit;
  const day = (value: JsonValue | undefined): string | undefined =>
    typeof value === 'string' ? value.slice(0, 16).replace('T', ' ') : undefined;
  const [from, to] = [day(notBefore), day(notAfter)];
  if (from === undefined && to === undefined) return t('limits.anyTime');
  if (from === undefined) return t('limits.until', { to });
  return to === undefined ? t('limits.from', { from }) : t('limits.fromTo', { from, to });
}

function itemsOf(value: JsonValue | undefined, t: TFunction<'trust'>): string {
  const items = Array.isArray(value) ? value.filter(isJsonObject) : [];
  return join(
    items.map((item) => {
      const acceptable = Array.isArray(item['acceptable']) ? item['acceptable'].filter(isJsonObject) : [];
      const names = acceptable.map((choice) => visibleText(String(choice['name'] ?? choice['sku'] ?? '')));
      return `${String(item['quantity'])} × ${names.join(t('limits.or'))}`;
    }),
    t,
  );
}
