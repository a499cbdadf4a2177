import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Digest } from '../../components/digest.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Failure, Loading } from '../../components/notice.tsx';
import { Mark } from '../../components/mark.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useAct, useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCaseId } from '../../state/open-case.ts';
import './custody.css';

const PAGE = 200;

/** Every act on the case, and whether the chain of them holds. */
export default function CustodyScreen() {
  const { t } = useTranslation(['custody', 'common']);
  const formats = useFormats();
  const caseId = useCaseId();
  const [count, setCount] = useState(PAGE);
  const list = useCall('custody.list', { caseId, offset: 0, count: Math.min(500, count) }, { keep: true });
  const report = useCall('custody.verify', { caseId });
  const exportChain = useAct('custody.export', ['custody']);
  const save = useAct('files.save');
  return (
    <div className="custody">
      <header className="custody-head">
        <h1 className="t-case">{t('title')}</h1>
        <Button onPress={() => void report.refetch()}>{t('verify')}</Button>
        <Button
          onPress={() =>
            exportChain.mutate(
              { caseId },
              { onSuccess: ({ handle }) => save.mutate({ handle, suggestedName: 'custody.ndjson' }) },
            )
          }
        >
          {t('export')}
        </Button>
      </header>
      <p className="t-2 custody-about">{t('about')}</p>
      {report.error !== null && <Failure error={report.error} />}
      {report.data !== undefined && (
        <div className="custody-report" role="status">
          <p>
            <StateWord name={report.data.verdict} /> {t('verified', { count: report.data.entries, head: '' })}
            <Digest value={report.data.head} /> <Digest value={report.data.kid} />
          </p>
          <p>
            <Mark
              name={report.data.remembered === 'same' ? 'pass' : report.data.remembered === 'none' ? 'not-checked' : 'fail'}
            />{' '}
            {t(`remembered.${report.data.remembered}`)}
          </p>
          {report.data.problems.map((problem) => (
            <p key={`${problem.code} ${problem.seq ?? ''}`}>
              <Mark name="fail" /> <code className="t-mono">{problem.code}</code> <EvidenceText text={problem.message} />
            </p>
          ))}
        </div>
      )}
      {list.error !== null && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data === undefined ? (
        list.isPending && <Loading />
      ) : (
        <table className="custody-table">
          <thead>
            <tr className="t-label">
              <th scope="col" className="t-figure">
                {t('seq')}
              </th>
              <th scope="col">{t('at')}</th>
              <th scope="col">{t('act')}</th>
              <th scope="col">{t('by')}</th>
              <th scope="col">{t('details')}</th>
              <th scope="col" className="t-figure">
                {t('digest')}
              </th>
            </tr>
          </thead>
          <tbody>
            {list.data.rows.map((row) => (
              <tr key={row.seq}>
                <td className="t-figure">{formats.number(row.seq)}</td>
                <td className="t-mono">{formats.utc(row.at)}</td>
                <th scope="row">{t(`acts.${row.act}`, { defaultValue: row.act })}</th>
                <td>
                  <EvidenceText text={row.by} />
                </td>
                <td className="custody-details">
                  {Object.entries(row.details).map(([name, value]) => (
                    <span key={name}>
                      <span className="t-3">{name}</span> <EvidenceText text={String(value)} mono />
                    </span>
                  ))}
                </td>
                <td className="t-figure">
                  <Digest value={row.digest} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {list.data !== undefined && list.data.total > list.data.rows.length && (
        <Button
          onPress={() => setCount(count + PAGE)}
        >{`${formats.number(list.data.rows.length)} / ${formats.number(list.data.total)}`}</Button>
      )}
    </div>
  );
}
