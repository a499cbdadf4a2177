import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { RulingView } from '../../../src-core/host/groups/rulings.ts';
import { Button } from '../../components/button.tsx';
import { Digest } from '../../components/digest.tsx';
import { Failure, Loading } from '../../components/notice.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useFormats } from '../../i18n/format.ts';
import { ChecksTable } from '../../components/checks-table.tsx';
import type { RulingFiles } from './use-export.ts';

interface ExportPartProps {
  readonly view: RulingView;
  readonly files: RulingFiles;
}

/** Signature and file of a ruling, and what a fresh thread found in the file that was written. */
export function ExportPart({ view, files }: ExportPartProps) {
  const { t } = useTranslation(['rulings', 'check-ruling']);
  const formats = useFormats();
  const part = useRef<HTMLElement>(null);
  const { signed, exported } = view;
  useEffect(() => {
    if (files.file === undefined) return;
    part.current?.scrollIntoView({ block: 'nearest' });
    part.current?.querySelector<HTMLElement>('.export-save button')?.focus();
  }, [files.file]);
  return (
    <section className="export-part" ref={part} aria-labelledby="export-head">
      <div className="ruling-head">
        <h2 className="t-heading" id="export-head">
          {t('export.title')}
        </h2>
        <span className="ruling-head-end t-2">
          {t('export.bound')} <Digest value={view.coreDigest} />
        </span>
      </div>
      {files.error !== null && <Failure error={files.error} />}
      {files.isPending && <Loading what={t('export.writing')} />}
      {files.file !== undefined && (
        <p className="export-save" role="status">
          <Button kind="primary" icon="import" onPress={files.save}>
            {t('export.save')}
          </Button>{' '}
          {files.saved && t('export.saved')}
        </p>
      )}
      {signed === undefined ? (
        <p className="t-2">{t('export.unsigned')}</p>
      ) : (
        <p>
          {t(signed.by === '' ? 'export.signedAlone' : 'export.signed', {
            name: signed.name,
            by: signed.by,
            at: formats.utc(signed.at).slice(0, 19),
          })}{' '}
          <Digest value={signed.kid} />
        </p>
      )}
      {exported !== undefined && (
        <>
          <p className="export-report">
            <StateWord name={exported.checked.verdict} /> {t(`check-ruling:verdicts.${exported.checked.verdict}`)}{' '}
            {t('export.checked', { at: formats.utc(exported.at).slice(0, 19) })}
          </p>
          <p className="t-2">
            {t('export.file', { bytes: formats.number(exported.bytes) })} <Digest value={`sha256:${exported.sha256}`} />
          </p>
          <ChecksTable report={exported.checked} />
        </>
      )}
    </section>
  );
}
