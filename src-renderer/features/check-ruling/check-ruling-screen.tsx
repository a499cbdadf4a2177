import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChosenFile } from '../../../src-core/host/groups/files.ts';
import type { CheckedRuling } from '../../../src-core/host/groups/rulings.ts';
import { Button } from '../../components/button.tsx';
import { Digest } from '../../components/digest.tsx';
import { DropArea } from '../../components/drop-area.tsx';
import { partyText } from '../../components/party-text.ts';
import { EvidenceText, visibleText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { moneyText } from '../../components/money.tsx';
import { Failure, Loading } from '../../components/notice.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useAct } from '../../host/use-call.ts';
import { useChooseFiles } from '../../host/use-choose-files.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { useRoute } from '../../state/route.ts';
import { ChecksTable } from '../../components/checks-table.tsx';
import './check-ruling.css';

type NamedFile = Pick<ChosenFile, 'handle' | 'name'>;

interface Given {
  readonly ruling?: NamedFile;
  readonly policy?: NamedFile;
  readonly evidence: readonly NamedFile[];
}

/** Checks a ruling's file by itself, and as far as policy and evidence are at hand by deriving it again. Needs no case. */
export default function CheckRulingScreen() {
  const { t } = useTranslation('check-ruling');
  const route = useRoute((state) => state.route);
  const chooseFiles = useChooseFiles();
  const [given, setGiven] = useState<Given>(() =>
    route.screen === 'check-ruling' && route.handle !== undefined
      ? { ruling: { handle: route.handle, name: route.name ?? '' }, evidence: [] }
      : { evidence: [] },
  );
  const check = useAct('rulings.check');
  const { mutate } = check;
  useEffect(() => {
    const { ruling, policy, evidence } = given;
    if (ruling === undefined) return;
    mutate({
      handle: ruling.handle,
      ...(policy === undefined ? {} : { policy: policy.handle }),
      ...(evidence.length === 0 ? {} : { evidence: evidence.map(({ handle }) => handle) }),
    });
  }, [given, mutate]);
  const choose = useCallback(
    async (kind: 'ruling' | 'policy' | 'evidence') => {
      const files = await chooseFiles(kind, kind === 'evidence');
      const [file] = files;
      if (file === undefined) return;
      setGiven((old) =>
        kind === 'evidence' ? { ...old, evidence: [...old.evidence, ...files].slice(0, 20) } : { ...old, [kind]: file },
      );
    },
    [chooseFiles],
  );
  useCommands(
    useMemo((): Command[] => {
      const section = t('title');
      return (['ruling', 'policy', 'evidence'] as const).map((kind) => ({
        id: `check.${kind}`,
        title: t(`choose.${kind}`),
        section,
        icon: 'seal' as const,
        run: () => void choose(kind),
      }));
    }, [t, choose]),
  );
  return (
    <div className="check" data-pane>
      <h1 className="t-case">{t('title')}</h1>
      <p className="t-2 check-about">{t('about')}</p>
      <DropArea
        className="check-drop"
        label={t('drop')}
        onFiles={([file]) => file !== undefined && setGiven((old) => ({ ...old, ruling: file }))}
      >
        <p>{t('drop')}</p>
        <Button kind={given.ruling === undefined ? 'primary' : 'plain'} icon="ruling" onPress={() => void choose('ruling')}>
          {t('choose.ruling')}
        </Button>
      </DropArea>
      <dl className="check-given">
        <GivenRow name={t('given.ruling')} files={given.ruling === undefined ? [] : [given.ruling]} none={t('given.noRuling')} />
        <GivenRow
          name={t('given.policy')}
          files={given.policy === undefined ? [] : [given.policy]}
          none={t('given.noPolicy')}
          act={
            <Button small onPress={() => void choose('policy')}>
              {t('choose.policy')}
            </Button>
          }
          onRemove={() => setGiven(({ policy: _policy, ...rest }) => rest)}
        />
        <GivenRow
          name={t('given.evidence')}
          files={given.evidence}
          none={t('given.noEvidence')}
          act={
            <Button small onPress={() => void choose('evidence')}>
              {t('choose.evidence')}
            </Button>
          }
          onRemove={() => setGiven((old) => ({ ...old, evidence: [] }))}
        />
      </dl>
      {check.isPending && <Loading what={t('checking')} />}
      {check.error !== null && <Failure error={check.error} />}
      {check.data !== undefined && !check.isPending && <Checked checked={check.data} />}
    </div>
  );
}

interface GivenRowProps {
  readonly name: string;
  readonly files: readonly NamedFile[];
  readonly none: string;
  readonly act?: ReactNode;
  readonly onRemove?: () => void;
}

function GivenRow({ name, files, none, act, onRemove }: GivenRowProps) {
  const { t } = useTranslation('check-ruling');
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {files.length === 0 ? (
          <span className="t-2">{none}</span>
        ) : (
          files.map(({ handle, name: file }) => (
            <span key={handle} className="t-mono">
              <EvidenceText text={file} />
            </span>
          ))
        )}{' '}
        {act}
        {files.length > 0 && onRemove !== undefined && (
          <Button small kind="quiet" icon="close" label={t('remove', { name })} onPress={onRemove} />
        )}
      </dd>
    </div>
  );
}

function Checked({ checked: { name, sha256, report, told } }: { readonly checked: CheckedRuling }) {
  const { t } = useTranslation(['check-ruling', 'states', 'rulings']);
  return (
    <section className="check-result" aria-labelledby="check-verdict" aria-live="polite">
      <h2 className="t-verdict" id="check-verdict">
        <Mark name={report.verdict} /> <strong>{t(`states:${report.verdict}`)}</strong>
        {t('rulings:stop')}
        {t(`verdicts.${report.verdict}`)}
      </h2>
      <p className="t-2">
        <EvidenceText text={name} mono /> <Digest value={`sha256:${sha256}`} />
      </p>
      <ChecksTable report={report} />
      {told !== undefined && (
        <div className="check-told">
          <h3 className="t-heading">{t('told')}</h3>
          <p className="t-2">{t(report.verdict === 'fail' ? 'toldFail' : 'toldAbout')}</p>
          <p>
            {t('toldClaim', {
              claimant: visibleText(told.claimant),
              amount: moneyText(told.amount),
              txn: visibleText(told.txn),
              date: told.filedAt.slice(0, 10),
            })}
          </p>
          {told.outcome !== undefined && (
            <p>
              <StateWord name={told.outcome} />
            </p>
          )}
          {told.awards.length === 0 ? (
            <p>{t('noAwards')}</p>
          ) : (
            <ul>
              {told.awards.map(({ from, to, money }) => (
                <li key={from}>{t('award', { from: partyText(from, t), to: partyText(to, t), money: moneyText(money) })}</li>
              ))}
            </ul>
          )}
          {told.signers.length > 0 && (
            <p>
              {t('signers')}{' '}
              {told.signers.map((kid) => (
                <Digest key={kid} value={kid} />
              ))}
            </p>
          )}
        </div>
      )}
    </section>
  );
}
