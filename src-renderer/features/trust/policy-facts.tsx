import { useTranslation } from 'react-i18next';
import type { PolicyFacts as Facts } from '../../../src-core/host/groups/trust.ts';
import { Digest } from '../../components/digest.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { useFormats } from '../../i18n/format.ts';

/** What the policy says besides its list of keys. */
export function PolicyFacts({ policy }: { readonly policy: Facts }) {
  const { t } = useTranslation('trust');
  const formats = useFormats();
  return (
    <dl className="trust-facts">
      <dt>{t('policy.document')}</dt>
      <dd>
        <EvidenceText fit="two-lines" text={policy.name} /> <Digest value={policy.digest} />
      </dd>
      <dt>{t('policy.keys')}</dt>
      <dd>
        {policy.keys === 0
          ? t('policy.keysNone')
          : t('policy.keysText', { count: policy.keys, shown: formats.number(policy.keys) })}
      </dd>
      <dt>{t('policy.registries')}</dt>
      <dd>
        {policy.registries.length === 0
          ? t('policy.registriesNone')
          : policy.registries.map(({ chain, name, kid }) => (
              <span key={chain} className="trust-fact">
                <EvidenceText fit="two-lines" text={name ?? chain} /> <Digest value={kid} />
              </span>
            ))}
      </dd>
      <dt>{t('policy.witnesses')}</dt>
      <dd>
        {policy.logs.length === 0
          ? t('policy.witnessesNone')
          : t('policy.witnessesText', {
              logs: t('policy.logs', { count: policy.logs.length, shown: formats.number(policy.logs.length) }),
              witnesses: t('policy.witnessCount', {
                count: policy.witnesses.length,
                shown: formats.number(policy.witnesses.length),
              }),
            })}
        {policy.quorum !== undefined && t('policy.quorum', { quorum: policy.quorum })}
      </dd>
      <dt>{t('policy.timeStamps')}</dt>
      <dd>
        {policy.timeStampRoots === 0
          ? t('policy.timeStampsNone')
          : t('policy.timeStampsText', { count: policy.timeStampRoots, shown: formats.number(policy.timeStampRoots) })}
      </dd>
      <dt>{t('policy.people')}</dt>
      <dd>
        {policy.people.length === 0
          ? t('policy.peopleNone')
          : policy.people.map(({ id, name, roles }) => (
              <span key={id} className="trust-fact">
                <EvidenceText text={name} />{' '}
                <span className="t-2">
                  <EvidenceText text={roles.join(', ')} />
                </span>
              </span>
            ))}
      </dd>
      <dt>{t('policy.clock')}</dt>
      <dd>{t('policy.clockText', { seconds: formats.number(policy.clockSkewMs / 1000) })}</dd>
      {policy.algs !== undefined && (
        <>
          <dt>{t('policy.algs')}</dt>
          <dd className="t-mono">
            <EvidenceText text={policy.algs.join(', ')} />
          </dd>
        </>
      )}
    </dl>
  );
}
