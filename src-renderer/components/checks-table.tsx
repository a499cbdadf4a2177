import { useTranslation } from 'react-i18next';
import type { RulingCheck, RulingReport } from '../../src-core/ruling/verify-ruling.ts';
import { Digest } from './digest.tsx';
import { StateWord } from './state-word.tsx';
import './checks-table.css';

/** The ten questions asked of a ruling's file, in plain words, with their answers and both digests. */
export function ChecksTable({ report }: { readonly report: RulingReport }) {
  const { t } = useTranslation('check-ruling');
  const { coreDigest, derivedDigest } = report;
  return (
    <div className="checks">
      <table className="checks-table" aria-label={t('checks')}>
        <thead className="sr-only">
          <tr>
            <th scope="col">{t('columns.question')}</th>
            <th scope="col">{t('columns.answer')}</th>
            <th scope="col">{t('columns.code')}</th>
          </tr>
        </thead>
        <tbody>
          {report.checks.map((check) => (
            <Row key={check.name} check={check} />
          ))}
        </tbody>
      </table>
      <dl className="checks-digests">
        <div>
          <dt>{t('coreDigest')}</dt>
          <dd>{coreDigest === undefined ? <span className="t-3">{t('noDigest')}</span> : <Digest value={coreDigest} />}</dd>
        </div>
        <div>
          <dt>{t('derivedDigest')}</dt>
          <dd>
            {derivedDigest === undefined ? <span className="t-3">{t('notDerived')}</span> : <Digest value={derivedDigest} />}
            {derivedDigest !== undefined && coreDigest !== undefined && (
              <StateWord name={derivedDigest === coreDigest ? 'equal' : 'differs'} />
            )}
          </dd>
        </div>
      </dl>
    </div>
  );
}

function Row({ check: { name, result, code } }: { readonly check: RulingCheck }) {
  const { t } = useTranslation('check-ruling');
  return (
    <tr>
      <th scope="row">{t(`questions.${name}`)}</th>
      <td>
        <StateWord name={result} />
      </td>
      <td>
        {code !== undefined && (
          <>
            <code className="t-mono">{code}</code>{' '}
            <span className="t-2">{t(`codes.${code}` as 'codes.E_SIG', { defaultValue: '' })}</span>
          </>
        )}
      </td>
    </tr>
  );
}
