import { useTranslation } from 'react-i18next';
import type { ClaimDraft, PackRow } from '../../../src-core/host/groups/rulings.ts';
import { EvidenceText, visibleText } from '../../components/evidence-text.tsx';
import { Button } from '../../components/button.tsx';
import { figuresOf, moneyText } from '../../components/money.tsx';
import type { Problem, Typed } from './claim-editor.tsx';
import { Field } from './field.tsx';

interface ClaimFieldsProps {
  readonly typed: Typed;
  readonly onChange: (typed: Typed) => void;
  readonly draft: ClaimDraft;
  readonly packs: readonly PackRow[];
  readonly problem: Problem | undefined;
}

/** The members of a claim; parties, payments and grounds are those that evidence and packs know, and nothing keeps others out. */
export function ClaimFields({ typed, onChange, draft, packs, problem }: ClaimFieldsProps) {
  const { t, i18n } = useTranslation(['arbitrate', 'common']);
  const set = (change: Partial<Typed>): void => onChange({ ...typed, ...change });
  const at = (...pointers: readonly string[]): string | undefined =>
    problem !== undefined && pointers.some((pointer) => problem.pointer === pointer || problem.pointer.startsWith(`${pointer}/`))
      ? problem.message
      : undefined;
  const partyName = ({ id, role, name }: ClaimDraft['parties'][number]): string =>
    t('party', {
      name: visibleText(name ?? id),
      role: t(`common:roles.${role}` as 'common:roles.user', { defaultValue: role }),
      id: visibleText(id),
    });
  const rules = packs.flatMap((pack) => pack.rules);
  const titleOf = (ground: string): string => {
    const title = rules.find(({ id }) => id === ground)?.title;
    return title === undefined ? ground : `${ground} ${visibleText(i18n.language === 'zh-CN' ? title.zh : title.en)}`;
  };
  const choosable = rules.filter(({ id, decides }) => decides && !typed.grounds.includes(id));
  const payment = draft.payments.find(({ id }) => id === typed.paymentId);
  return (
    <div className="claim-fields">
      <Field label={t('fields.payment')} problem={at('/paymentId', '/txn')}>
        {(access) => (
          <select
            className="field"
            {...access}
            value={typed.paymentId ?? ''}
            onChange={({ target: { value } }) => {
              const settled = draft.payments.find(({ id }) => id === value)?.settled;
              set({
                paymentId: value === '' ? undefined : value,
                ...(settled === undefined ? {} : { currency: settled.currency, figures: figuresOf(settled) }),
              });
            }}
          >
            <option value="">{t('onlyPayment')}</option>
            {draft.payments.map(({ id, settled }) => (
              <option key={id} value={id}>
                {settled === undefined ? visibleText(id) : t('paymentOf', { id: visibleText(id), money: moneyText(settled) })}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t('fields.ground')} hint={t('groundHint')} problem={at('/grounds')}>
        {(access) => (
          <select
            className="field"
            {...access}
            value=""
            onChange={({ target: { value } }) => value !== '' && set({ grounds: [...typed.grounds, value] })}
          >
            <option value="">{t('addGround')}</option>
            {choosable.map(({ id }) => (
              <option key={id} value={id}>
                {titleOf(id)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {typed.grounds.length > 0 && (
        <ul className="claim-grounds" aria-label={t('grounds')}>
          {typed.grounds.map((ground) => (
            <li key={ground}>
              <span>{titleOf(ground)}</span>
              <Button
                small
                kind="quiet"
                icon="close"
                label={t('removeGround', { ground })}
                onPress={() => set({ grounds: typed.grounds.filter((other) => other !== ground) })}
              />
            </li>
          ))}
        </ul>
      )}
      <Field label={t('fields.by')} problem={at('/claimant')}>
        {(access) => (
          <select
            className="field"
            {...access}
            value={typed.claimant}
            onChange={({ target: { value } }) => set({ claimant: value })}
          >
            {!draft.parties.some(({ id }) => id === typed.claimant) && (
              <option value={typed.claimant}>{visibleText(typed.claimant)}</option>
            )}
            {draft.parties.map((party) => (
              <option key={party.id} value={party.id}>
                {partyName(party)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <fieldset className="claim-against" aria-describedby={at('/respondents') === undefined ? undefined : 'against-problem'}>
        <legend className="t-label">{t('fields.against')}</legend>
        {draft.parties
          .filter(({ id }) => id !== typed.claimant)
          .map((party) => (
            <label key={party.id} className="claim-check">
              <input
                type="checkbox"
                checked={typed.respondents.includes(party.id)}
                onChange={({ target: { checked } }) =>
                  set({
                    respondents: checked ? [...typed.respondents, party.id] : typed.respondents.filter((id) => id !== party.id),
                  })
                }
              />
              <EvidenceText fit="two-lines" text={partyName(party)} />
            </label>
          ))}
        {at('/respondents') !== undefined && (
          <p id="against-problem" className="t-small claim-problem" role="alert">
            {at('/respondents')}
          </p>
        )}
      </fieldset>
      <div className="claim-pair">
        <Field
          label={t('fields.amount')}
          hint={payment?.settled === undefined ? undefined : t('settledHint', { money: moneyText(payment.settled) })}
          problem={at('/amount/minor') ?? (problem?.pointer === '/amount' ? problem.message : undefined)}
        >
          {(access) => (
            <input
              className="field t-figure"
              {...access}
              inputMode="decimal"
              value={typed.figures}
              onChange={({ target: { value } }) => set({ figures: value })}
            />
          )}
        </Field>
        <Field label={t('fields.currency')} problem={at('/amount/currency')}>
          {(access) => (
            <input
              className="field t-mono"
              {...access}
              maxLength={3}
              value={typed.currency}
              onChange={({ target: { value } }) => set({ currency: value.toUpperCase() })}
            />
          )}
        </Field>
      </div>
      <div className="claim-pair even">
        <Field label={t('fields.filedAt')} hint={t('filedHint')} problem={at('/filedAt')}>
          {(access) => (
            <input
              className="field t-mono"
              {...access}
              value={typed.filedAt}
              onChange={({ target: { value } }) => set({ filedAt: value.trim() })}
            />
          )}
        </Field>
        <Field label={t('fields.noticeAt')} hint={t('noticeHint')} problem={at('/noticeAt')}>
          {(access) => (
            <input
              className="field t-mono"
              {...access}
              value={typed.noticeAt}
              onChange={({ target: { value } }) => set({ noticeAt: value.trim() })}
            />
          )}
        </Field>
      </div>
      <div className="claim-pair even">
        <Field label={t('fields.jurisdiction')} hint={t('jurisdictionHint')} problem={at('/jurisdiction')}>
          {(access) => (
            <input
              className="field t-mono"
              {...access}
              value={typed.jurisdiction}
              onChange={({ target: { value } }) => set({ jurisdiction: value.trim() })}
            />
          )}
        </Field>
        <Field label={t('fields.id')} problem={at('/id')}>
          {(access) => (
            <input
              className="field t-mono"
              {...access}
              value={typed.id}
              onChange={({ target: { value } }) => set({ id: value })}
            />
          )}
        </Field>
      </div>
      <Field label={t('fields.statement')} problem={at('/statement')}>
        {(access) => (
          <textarea
            className="field claim-statement"
            {...access}
            rows={3}
            maxLength={4000}
            value={typed.statement ?? ''}
            onChange={({ target: { value } }) => set({ statement: value })}
          />
        )}
      </Field>
    </div>
  );
}
