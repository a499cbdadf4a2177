import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../src-core/host/groups/overview.ts';
import { Digest } from '../../components/digest.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { useFormats } from '../../i18n/format.ts';

/** What the verdict speaks of. */
export function ScopeList({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation(['overview', 'common']);
  const formats = useFormats();
  const { verdict, sources, reportDigest, path } = overview;
  return (
    <section aria-labelledby="scope-head">
      <h2 id="scope-head" className="t-heading side-head">
        {t('scope')}
      </h2>
      <dl className="scope t-small">
        <dt>{t('evidence')}</dt>
        <dd>
          {sources.map((source) => (
            <p key={source.sha256}>
              <EvidenceText fit="two-lines" text={source.name} />
              {t('common:comma')}
              {formats.bytes(source.bytes)} <Digest value={source.sha256} />
            </p>
          ))}
        </dd>
        <dt>{t('trust')}</dt>
        <dd>
          {verdict.trust.mode === 'pinned' ? (
            <>
              <EvidenceText fit="two-lines" text={verdict.trust.name} />
              {t('common:comma')}
              {t('pinned')} <Digest value={verdict.trust.digest} />
            </>
          ) : (
            t('trustClaimed')
          )}
        </dd>
        {verdict.checkedAt !== undefined && (
          <>
            <dt>{t('checkedAt')}</dt>
            <dd className="t-mono">{formats.utc(verdict.checkedAt).slice(0, 19)}Z</dd>
          </>
        )}
        <dt>{t('tool')}</dt>
        <dd>
          {verdict.tool}
          {t('common:comma')}
          {t(`paths.${path}`)}
        </dd>
        {reportDigest !== undefined && (
          <>
            <dt>{t('report')}</dt>
            <dd>
              <Digest value={reportDigest} />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
