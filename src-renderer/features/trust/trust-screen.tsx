import { useCallback, useMemo, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { PolicyPreview, Trust } from '../../../src-core/host/groups/trust.ts';
import { Button } from '../../components/button.tsx';
import { Digest } from '../../components/digest.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { Empty, Failure, Loading } from '../../components/notice.tsx';
import { TitleStrip } from '../../components/title-strip.tsx';
import { useHost } from '../../host/host-context.ts';
import { HostFailure } from '../../host/host-client.ts';
import { useAct, useCall } from '../../host/use-call.ts';
import { useChooseFiles } from '../../host/use-choose-files.ts';
import { useFormats } from '../../i18n/format.ts';
import { useSentenceGap } from '../../i18n/sentence-gap.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { useCaseId } from '../../state/open-case.ts';
import { useRoute } from '../../state/route.ts';
import { useStatusNote } from '../../state/status.ts';
import { notify } from '../../state/toasts.ts';
import { CheckpointTable } from './checkpoint-table.tsx';
import { GrantTree } from './grant-tree.tsx';
import { KeyTable } from './key-table.tsx';
import { PolicyChange } from './policy-change.tsx';
import { PolicyFacts } from './policy-facts.tsx';
import './trust.css';

type Change = { readonly kind: 'policy'; readonly handle: string; readonly preview: PolicyPreview } | { readonly kind: 'none' };

/** Whom this case believes, and why: the policy, the keys, who acted for whom, and what logs and witnesses signed. */
export default function TrustScreen() {
  const { t } = useTranslation('trust');
  const formats = useFormats();
  const caseId = useCaseId();
  const host = useHost();
  const chooseFiles = useChooseFiles();
  const route = useRoute((state) => state.route);
  const trust = useCall('trust.read', { caseId }, { keep: true });
  const apply = useAct('trust.apply');
  const [change, setChange] = useState<Change>();
  const [refused, setRefused] = useState<HostFailure>();

  const choose = useCallback(async () => {
    setRefused(undefined);
    try {
      const [file] = await chooseFiles('policy', false);
      if (file === undefined) return;
      const { text } = await host.call('trust.openPolicy', { policy: file.handle });
      setChange({ kind: 'policy', handle: file.handle, preview: await host.call('trust.preview', { caseId, text }) });
    } catch (error) {
      if (!(error instanceof HostFailure)) throw error;
      setRefused(error);
    }
  }, [chooseFiles, host, caseId]);
  const applyChange = useCallback(() => {
    if (change === undefined) return;
    apply.mutate(
      { caseId, ...(change.kind === 'policy' ? { policy: change.handle } : {}) },
      {
        onSuccess: () => {
          setChange(undefined);
          notify(t('change.started'));
        },
        onError: setRefused,
      },
    );
  }, [apply, caseId, change, t]);
  const withoutPolicy = useCallback(() => {
    setRefused(undefined);
    setChange({ kind: 'none' });
  }, []);
  const isPinned = trust.data?.mode.mode === 'pinned';
  useCommands(
    useMemo(
      (): Command[] => [
        { id: 'trust.policy', title: t('choose'), section: t('title'), icon: 'key', run: () => void choose() },
        { id: 'trust.none', title: t('without'), section: t('title'), icon: 'key', run: withoutPolicy, enabled: isPinned },
      ],
      [t, choose, withoutPolicy, isPinned],
    ),
  );
  useStatusNote(
    trust.data === undefined
      ? ''
      : t('keyCount', { count: trust.data.counts.keys, shown: formats.number(trust.data.counts.keys) }),
  );
  if (trust.error !== null) return <Failure error={trust.error} retry={() => void trust.refetch()} />;
  if (trust.data === undefined) return <Loading />;
  return (
    <div className="trust">
      <TitleStrip title={t('title')} topic="keys">
        <Button icon="key" onPress={() => void choose()}>
          {t('choose')}
        </Button>
        {isPinned && <Button onPress={withoutPolicy}>{t('without')}</Button>}
      </TitleStrip>
      <div className="trust-body">
        {refused !== undefined && <Failure error={refused} />}
        {change !== undefined && (
          <PolicyChange
            preview={change.kind === 'policy' ? change.preview : undefined}
            isBusy={apply.isPending}
            onApply={applyChange}
            onCancel={() => setChange(undefined)}
          />
        )}
        <TrustPage trust={trust.data} wanted={route.screen === 'trust' ? route.kid : undefined} />
      </div>
    </div>
  );
}

function TrustPage({ trust, wanted }: { readonly trust: Trust; readonly wanted: string | undefined }) {
  const { t } = useTranslation('trust');
  const formats = useFormats();
  const { keys, grants, checkpoints, counts } = trust;
  const head = (id: string, count: number, shown: number) => (
    <div className="trust-head">
      <h2 id={`trust-${id}`} className="t-heading">
        {t(`${id}.title`)}
      </h2>
      <span className="t-small t-2">
        {t(`${id}.count`, { count, shown: formats.number(count) })}
        {shown < count && `${t('limits.separator')}${t('firstShown', { shown: formats.number(shown) })}`}
      </span>
    </div>
  );
  return (
    <>
      <section data-pane aria-label={t('mode.head')}>
        <ModeSentence trust={trust} />
        {trust.policy !== undefined && <PolicyFacts policy={trust.policy} />}
      </section>
      <section data-pane aria-labelledby="trust-keys">
        {head('keys', counts.keys, keys.length)}
        {keys.length === 0 ? <Empty>{t('keys.none')}</Empty> : <KeyTable keys={keys} wanted={wanted} />}
      </section>
      <section data-pane aria-labelledby="trust-grants">
        {head('grants', counts.grants, grants.length)}
        {grants.length === 0 ? <Empty>{t('grants.none')}</Empty> : <GrantTree grants={grants} />}
      </section>
      <section data-pane aria-labelledby="trust-checkpoints">
        {head('checkpoints', counts.checkpoints, checkpoints.length)}
        {checkpoints.length === 0 ? <Empty>{t('checkpoints.none')}</Empty> : <CheckpointTable checkpoints={checkpoints} />}
      </section>
    </>
  );
}

/** Where trust comes from, in a sentence; where it comes from nowhere, that in amber. */
function ModeSentence({ trust }: { readonly trust: Trust }) {
  const { t } = useTranslation('trust');
  const formats = useFormats();
  const gap = useSentenceGap();
  const { mode, keys } = trust;
  const trusted = keys.filter((key) => key.trusted).length;
  const values = { trusted: formats.number(trusted), keys: formats.number(keys.length), count: keys.length };
  if (mode.mode === 'claimed')
    return (
      <p className="t-verdict trust-mode">
        <Mark name="warning" size={16} />{' '}
        <strong className="state" data-state="warning">
          {t('mode.claimedWord')}
        </strong>
        {gap}
        {t('mode.claimed', values)}
      </p>
    );
  const revoked = keys.filter(({ cut }) => cut !== undefined).length;
  return (
    <p className="t-verdict trust-mode">
      <Trans
        t={t}
        i18nKey="mode.pinned"
        values={values}
        components={{ name: <EvidenceText text={mode.name} />, digest: <Digest value={mode.digest} /> }}
      />
      {gap}
      {revoked > 0 && t('mode.revoked', { count: revoked, shown: formats.number(revoked) })}
    </p>
  );
}
