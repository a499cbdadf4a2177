import { defaultPackId } from '../../../src-core/arbitration/built-in-packs.ts';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { ClaimDraft, ClaimForm, PackRow, ParamSetting } from '../../../src-core/host/groups/rulings.ts';
import { Button } from '../../components/button.tsx';
import { visibleLines, visibleText } from '../../components/evidence-text.tsx';
import { Failure, Loading } from '../../components/notice.tsx';
import { useAct } from '../../host/use-call.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { useCaseId } from '../../state/open-case.ts';
import { go } from '../../state/route.ts';
import { ClaimFields } from './claim-fields.tsx';
import { PackPart } from './pack-part.tsx';
import { readFigures } from './read-figures.ts';
import { figuresOf } from '../../components/money.tsx';
import '../../components/title-strip.css';

/** A claim as it is being written: what was typed, before it is read. */
export interface Typed extends Omit<ClaimForm, 'amount'> {
  readonly currency: string;
  readonly figures: string;
}

const typedOf = ({ amount, ...form }: ClaimForm): Typed => ({ ...form, currency: amount.currency, figures: figuresOf(amount) });

/** Values typed for parameters, by `PACK/PARAM`; absent ones keep their pack's value. */
export type TypedParams = Readonly<Record<string, string>>;

function formOf({ currency, figures, statement, regime, ...rest }: Typed): ClaimForm | undefined {
  const minor = readFigures(figures, currency);
  if (minor === undefined) return undefined;
  return {
    ...rest,
    amount: { currency, minor },
    ...(regime === undefined || regime === '' ? {} : { regime }),
    ...(statement === undefined || statement.trim() === '' ? {} : { statement }),
  };
}

interface ClaimEditorProps {
  readonly draft: ClaimDraft;
  readonly packs: readonly PackRow[];
}

/** The form of a claim beside the packs that decide it. */
export function ClaimEditor({ draft, packs }: ClaimEditorProps) {
  const { t } = useTranslation(['arbitrate', 'shell']);
  const caseId = useCaseId();
  const [typed, setTyped] = useState(() => typedOf(draft.form));
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    packs.filter(({ id, source }) => source === 'built-in' && id === defaultPackId).map(({ digest }) => digest),
  );
  const [params, setParams] = useState<TypedParams>({});
  const [figuresWrong, setFiguresWrong] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const decided = useAct('rulings.decide', ['rulings', 'cases', 'custody']);
  const used = useMemo(() => packs.filter(({ digest }) => chosen.includes(digest)), [packs, chosen]);
  const settings = useMemo(() => settingsOf(used, params), [used, params]);
  const { mutate } = decided;
  const decide = useCallback(() => {
    const claim = formOf(typed);
    setFiguresWrong(claim === undefined);
    if (claim === undefined || chosen.length === 0) return;
    mutate({ caseId, claim, packs: [...chosen], settings }, { onSuccess: ({ id }) => go({ screen: 'rulings', id }) });
  }, [typed, chosen, settings, mutate, caseId]);
  const refused = problemOf(decided.error, settings);
  const problem = refused === undefined ? undefined : { ...refused, message: said(refused, t) };
  useEffect(() => {
    if (decided.error === null && !figuresWrong) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [decided.error, figuresWrong]);
  useCommands(
    useMemo((): Command[] => {
      const section = t('title');
      return [
        { id: 'arbitrate.decide', title: t('decide'), section, keys: ['Mod+Enter'], icon: 'scales', run: decide },
        {
          id: 'arbitrate.list',
          title: t('otherTransaction'),
          section,
          icon: 'transactions',
          run: () => go({ screen: 'arbitrate' }),
        },
        {
          id: 'arbitrate.replay',
          title: t('showTransaction'),
          section,
          icon: 'transactions',
          run: () => go({ screen: 'transactions', txn: draft.form.txn }),
        },
      ];
    }, [t, decide, draft.form.txn]),
  );
  const ready = formOf(typed);
  return (
    <form
      className="claim"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        decide();
      }}
    >
      <header className="strip">
        <AriaButton className="link" onPress={() => go({ screen: 'arbitrate' })}>
          {t('shell:screens.arbitrate')}
        </AriaButton>
        <span className="t-3" aria-hidden>
          ›
        </span>
        <h1 className="t-title">{t('claimOn', { txn: visibleText(typed.txn) })}</h1>
        <span className="t-2">{t(`from.${draft.from}`)}</span>
        <span className="strip-gap" />
        <Button kind="primary" icon="scales" keys="Mod+Enter" type="submit" isDisabled={decided.isPending || chosen.length === 0}>
          {t('decide')}
        </Button>
      </header>
      {decided.isPending && <Loading what={t('deciding')} />}
      {decided.error !== null && problem === undefined && <Failure error={decided.error} />}
      <div className="claim-panes">
        <section className="claim-pane" data-pane aria-label={t('claim')}>
          <h2 className="t-heading claim-head">{t('claim')}</h2>
          <ClaimFields
            typed={typed}
            onChange={setTyped}
            draft={draft}
            packs={used}
            problem={
              figuresWrong ? { pointer: '/amount/minor', message: t('figuresWrong', { currency: typed.currency }) } : problem
            }
          />
          <details className="claim-json">
            <summary>{t('showJson')}</summary>
            <p className="t-2">{t('jsonAbout')}</p>
            <pre className="t-mono" tabIndex={0} aria-label={t('showJson')}>
              {ready === undefined
                ? t('figuresWrong', { currency: typed.currency })
                : visibleLines(JSON.stringify({ v: 1, ...ready }, undefined, 2))}
            </pre>
          </details>
        </section>
        <PackPart packs={packs} chosen={chosen} onChoose={setChosen} params={params} onParams={setParams} problem={problem} />
      </div>
    </form>
  );
}

/** What does not fit, and where. */
export interface Problem {
  readonly pointer: string;
  readonly message: string;
}

// Places that the form shows a problem at; any other is told above it.
const SHOWN = new Set(
  'id txn paymentId claimant respondents grounds amount noticeAt filedAt jurisdiction statement settings packs'.split(' '),
);

/** What is wrong at a place, in the page's language where it has the words. */
function said({ pointer, message }: Problem, t: ReturnType<typeof useTranslation>['t']): string {
  const place = pointer === '/amount/currency' ? 'currency' : (pointer.split('/')[1] ?? '');
  return t(`problems.${place}`, { defaultValue: message });
}

/** A refusal that names a place of the form; `/settings/2/value` becomes the parameter's own name. */
function problemOf(
  error: { readonly code: string; readonly message: string; readonly details?: { readonly place?: object } | undefined } | null,
  settings: readonly ParamSetting[],
): Problem | undefined {
  const pointer = (error?.details?.place as { pointer?: unknown } | undefined)?.pointer;
  if (error === null || typeof pointer !== 'string' || !SHOWN.has(pointer.split('/')[1] ?? '')) return undefined;
  const [, index] = /^\/settings\/(\d+)/.exec(pointer) ?? [];
  const setting = index === undefined ? undefined : settings[Number(index)];
  return {
    pointer: setting === undefined ? pointer : `${setting.pack}/${setting.param}`,
    message: `${error.code}: ${visibleText(error.message)}`,
  };
}

/** Only what differs from the pack's own value is sent, so that an untouched form decides as the command line does. */
function settingsOf(packs: readonly PackRow[], params: TypedParams): ParamSetting[] {
  return packs.flatMap((pack) =>
    pack.params.flatMap(({ id }) => {
      const value = params[`${pack.id}/${id}`];
      return value === undefined ? [] : [{ pack: pack.id, param: id, value }];
    }),
  );
}
