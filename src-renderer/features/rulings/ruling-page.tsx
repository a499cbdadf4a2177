import { useMemo, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { RulingView } from '../../../src-core/host/groups/rulings.ts';
import { Button } from '../../components/button.tsx';
import { Digest } from '../../components/digest.tsx';
import { EvidenceText, visibleText } from '../../components/evidence-text.tsx';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/mark.tsx';
import { Failure, Loading } from '../../components/notice.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { SignDialog } from '../../components/sign-dialog.tsx';
import { useCall } from '../../host/use-call.ts';
import { useSecretAct } from '../../host/use-secret-act.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { useCaseId } from '../../state/open-case.ts';
import { go } from '../../state/route.ts';
import { useStatusNote } from '../../state/status.ts';
import { ChangeTable } from './change-table.tsx';
import { ExportPart } from './export-part.tsx';
import { FormsPart } from './forms-part.tsx';
import { ArithmeticLine, SharesBar } from './money-parts.tsx';
import { useRulingWords, type RulingWords } from './ruling-words.ts';
import { Sheet, type SheetLanguages } from './sheet.tsx';
import { outcomeSentences } from './tell-outcome.ts';
import { TraceTable } from './trace-table.tsx';
import { useExport } from './use-export.ts';
import '../../components/title-strip.css';

/** One ruling: what it says and why, with its page beside it. */
export function RulingPage({ id }: { readonly id: string }) {
  const ruling = useCall('rulings.read', { caseId: useCaseId(), id });
  if (ruling.error !== null) return <Failure error={ruling.error} retry={() => void ruling.refetch()} />;
  if (ruling.data === undefined) return <Loading />;
  return <Opened view={ruling.data} />;
}

function Opened({ view }: { readonly view: RulingView }) {
  const { t } = useTranslation(['rulings', 'shell']);
  const formats = useFormats();
  const words = useRulingWords(view);
  const [signing, setSigning] = useState(false);
  const [unfolded, setUnfolded] = useState(false);
  const [languages, setLanguages] = useState<SheetLanguages>('both');
  const files = useExport(view);
  const caseId = useCaseId();
  const sign = useSecretAct('rulings.sign', ['rulings', 'custody']);
  const canSign = view.signed === undefined && view.stale.length === 0;
  useCommands(
    useMemo((): Command[] => {
      const section = t('title');
      const { signed } = view;
      return [
        {
          id: 'ruling.sign',
          title: t('sign.do'),
          section,
          keys: ['Mod+Enter'],
          icon: 'key',
          enabled: canSign,
          run: () => setSigning(true),
        },
        {
          id: 'ruling.export',
          title: t('export.do'),
          section,
          keys: ['Mod+E'],
          icon: 'seal',
          enabled: signed !== undefined,
          run: files.exportAgain,
        },
        { id: 'ruling.fold', title: t('commands.fold'), section, icon: 'ruling', run: () => setUnfolded((open) => !open) },
        {
          id: 'ruling.list',
          title: t('commands.list'),
          section,
          keys: ['Escape'],
          icon: 'ruling',
          run: () => go({ screen: 'rulings' }),
        },
      ];
    }, [t, view, canSign, files.exportAgain]),
  );
  useStatusNote(t('coreNote', { bytes: formats.number(view.coreBytes) }));
  return (
    <div className="ruling">
      <header className="strip">
        <AriaButton className="link" onPress={() => go({ screen: 'rulings' })}>
          {t('shell:screens.rulings')}
        </AriaButton>
        <span className="t-3" aria-hidden>
          ›
        </span>
        <h1 className="t-title evidence-two-lines">
          <Parties view={view} words={words} />
        </h1>
        <span className="t-mono t-2">
          <EvidenceText text={view.number} />
        </span>
        <span className="state" data-state="not-checked">
          {view.signed === undefined ? <Mark name="not-checked" /> : <Icon name="key" size={14} />}
          {view.signed === undefined ? t('notSigned') : t('signedBy', { name: visibleText(view.signed.name) })}
        </span>
        <span className="strip-gap" />
        {view.signed === undefined ? (
          <Button kind="primary" icon="key" keys="Mod+Enter" isDisabled={!canSign} onPress={() => setSigning(true)}>
            {t('sign.do')}
          </Button>
        ) : (
          <Button icon="seal" keys="Mod+E" isDisabled={files.isPending} onPress={files.exportAgain}>
            {t('export.do')}
          </Button>
        )}
      </header>
      <div className="ruling-body">
        <section className="ruling-text" data-pane tabIndex={0} aria-label={t('text')}>
          {view.stale.length > 0 && <Stale view={view} />}
          <ClaimLine view={view} words={words} />
          <Verdict view={view} words={words} />
          <ArithmeticLine view={view} words={words} />
          <SharesBar view={view} words={words} />
          <TraceHead view={view} />
          <TraceTable view={view} words={words} open={unfolded} onOpen={setUnfolded} />
          <div className="ruling-head">
            <h2 className="t-heading">{t('whatWould')}</h2>
          </div>
          <ChangeTable view={view} words={words} />
          <Assumptions view={view} words={words} />
          <ExportPart view={view} files={files} />
          {view.signed !== undefined && <FormsPart view={view} />}
        </section>
        <section className="ruling-preview" data-pane tabIndex={0} aria-label={t('preview')}>
          <div className="ruling-preview-bar">
            <Segmented
              label={t('sheetLanguage')}
              value={languages}
              options={(['both', 'en', 'zh-CN'] as const).map((value) => ({ value, text: t(`sheetLanguages.${value}`) }))}
              onChange={setLanguages}
            />
            <Button small icon="print" keys="Mod+P" onPress={() => window.print()}>
              {t('print')}
            </Button>
          </div>
          <Sheet view={view} languages={languages} />
        </section>
      </div>
      {signing && (
        <SignDialog
          title={t('sign.title', { number: view.number })}
          coreDigest={view.coreDigest}
          act={{
            ...sign,
            run: (signer, passphrase, onDone) =>
              void sign.run({ caseId, id: view.id, signer, passphrase }, (signed) => {
                files.take(signed.handle, signed.name);
                onDone();
              }),
          }}
          onClose={() => setSigning(false)}
        />
      )}
    </div>
  );
}

interface PartProps {
  readonly view: RulingView;
  readonly words: RulingWords;
}

function Parties({ view: { claim }, words }: PartProps) {
  const { t } = useTranslation('rulings');
  const [respondent] = claim.respondents;
  if (respondent === undefined) return <>{words.name(claim.claimant)}</>;
  return <>{t('versus', { claimant: words.name(claim.claimant), respondent: words.name(respondent) })}</>;
}

function Stale({ view }: { readonly view: RulingView }) {
  const { t } = useTranslation('rulings');
  return (
    <p className="ruling-stale-note" role="status">
      <span className="state" data-state="warning">
        <Mark name="warning" /> <strong>{t('stale')}</strong>
      </span>{' '}
      {view.stale.map((part) => t(`staleParts.${part}`)).join(t('comma'))} {t('staleWhat')}{' '}
      <AriaButton className="link" onPress={() => go({ screen: 'arbitrate', txn: view.claim.txn })}>
        {t('decideAgain')}
      </AriaButton>
    </p>
  );
}

function ClaimLine({ view: { claim }, words }: PartProps) {
  const { t } = useTranslation('rulings');
  const about = {
    claimant: words.name(claim.claimant),
    amount: words.value(claim.amount),
    payment: words.value(claim.paymentId ?? claim.txn),
    date: words.date(claim.filedAt),
    respondents: words.list(claim.respondents.map(words.name)),
    grounds: words.list(claim.grounds.map(words.value)),
  };
  return (
    <p className="ruling-claim">
      <span className="t-3">{t('claim')}</span>{' '}
      <span>
        {t(claim.respondents.length === 0 ? 'claimOpen' : 'claimLine', about)}
        {claim.grounds.length > 0 && t('claimGrounds', about)}
        {t('claimFiled', about)}
      </span>
    </p>
  );
}

function Verdict({ view, words }: PartProps) {
  const { t } = useTranslation('states');
  const sentences = outcomeSentences(view, words);
  return (
    <p className="t-verdict ruling-verdict" data-state={view.core.outcome}>
      <Mark name={view.core.outcome} size={14} /> <strong className="ruling-word">{t(view.core.outcome)}</strong>
      {words.t('stop')}
      {words.text(sentences)}
    </p>
  );
}

function TraceHead({ view }: { readonly view: RulingView }) {
  const { t } = useTranslation('rulings');
  const formats = useFormats();
  const of = (...outcomes: readonly string[]): number => view.trace.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return (
    <div className="ruling-head">
      <h2 className="t-heading">{t('trace')}</h2>
      {view.core.packs.map(({ id, version, digest }) => (
        <span key={id} className="t-2">
          <EvidenceText text={`${id} ${version}`} /> <Digest value={digest} />
        </span>
      ))}
      <span className="ruling-head-end t-2">
        {t('ruleCounts', {
          rules: formats.number(view.trace.length),
          established: formats.number(of('established')),
          open: formats.number(of('undetermined', 'contested', 'excluded')),
        })}
      </span>
    </div>
  );
}

function Assumptions({ view: { core }, words }: PartProps) {
  const { t } = useTranslation('rulings');
  const kinds = (['at', 'floor', 'burden'] as const).flatMap((what) => {
    const facts = [...new Set(core.assumptions.filter((assumed) => assumed.what === what).map(({ fact }) => fact))];
    return facts.length === 0 ? [] : [{ what, facts }];
  });
  if (kinds.length === 0) return null;
  return (
    <>
      <div className="ruling-head">
        <h2 className="t-heading">{t('assumptions')}</h2>
      </div>
      <ul className="assumptions">
        {kinds.map(({ what, facts }) => (
          <li key={what}>
            {t(`assumed.${what}`)} <span className="t-2">{words.list(facts.map(words.fact))}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
