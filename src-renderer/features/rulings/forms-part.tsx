import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { rulingForms, type RulingView } from '../../../src-core/host/groups/rulings.ts';
import { disclosures } from '../../../src-core/ruling/court/disclosures.ts';
import { Button } from '../../components/button.tsx';
import { ChecksTable } from '../../components/checks-table.tsx';
import { Digest } from '../../components/digest.tsx';
import { Failure, Loading } from '../../components/notice.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useFormats } from '../../i18n/format.ts';
import { useForm, type FormFile } from './use-form.ts';

/** The forms that a signed ruling leaves in: chosen, written, checked where it is an archive, and saved. */
export function FormsPart({ view }: { readonly view: RulingView }) {
  const { t } = useTranslation('rulings');
  const file = useForm(view);
  const part = useRef<HTMLElement>(null);
  const { written } = file;
  useEffect(() => {
    if (written === undefined) return;
    part.current?.querySelector<HTMLElement>('.export-save button')?.focus();
    part.current?.scrollIntoView({ block: 'nearest' });
  }, [written]);
  return (
    <section className="export-part" ref={part} aria-labelledby="forms-head">
      <div className="ruling-head">
        <h2 className="t-heading" id="forms-head">
          {t('forms.title')}
        </h2>
      </div>
      <p className="t-2">{t('forms.about')}</p>
      <Segmented
        label={t('forms.form')}
        value={file.form}
        options={rulingForms.map((value) => ({ value, text: t(`forms.forms.${value}`) }))}
        onChange={file.choose}
      />
      <p>{t(`forms.abouts.${file.form}`)}</p>
      {file.form === 'zip' && <Disclosures file={file} />}
      <p>
        <Button icon="seal" isDisabled={file.isPending} onPress={file.write}>
          {t('forms.do')}
        </Button>
      </p>
      {file.error !== null && <Failure error={file.error} />}
      {file.isPending && <Loading what={t('forms.writing')} />}
      {written !== undefined && <Written file={file} written={written} />}
    </section>
  );
}

function Disclosures({ file }: { readonly file: FormFile }) {
  const { t } = useTranslation('rulings');
  return (
    <fieldset className="forms-disclose">
      <legend className="t-2">{t('forms.disclose')}</legend>
      {disclosures.map((what) => (
        <label key={what}>
          <input
            type="checkbox"
            checked={file.disclosed.has(what)}
            aria-describedby="forms-kept"
            onChange={(event) => file.disclose(what, event.target.checked)}
          />{' '}
          {t(`forms.${what}`)}
        </label>
      ))}
      <p className="t-2" id="forms-kept">
        {t('forms.kept')}
      </p>
    </fieldset>
  );
}

function Written({ file, written }: { readonly file: FormFile; readonly written: NonNullable<FormFile['written']> }) {
  const { t } = useTranslation(['rulings', 'check-ruling']);
  const formats = useFormats();
  return (
    <>
      <p className="export-save" role="status">
        <Button kind="primary" icon="import" onPress={file.save}>
          {t('export.save')}
        </Button>{' '}
        {file.isSaved && t('export.saved')}
      </p>
      <p className="t-2">
        {t('forms.written', { name: written.name, bytes: formats.number(written.bytes) })}{' '}
        <Digest value={`sha256:${written.sha256}`} />
      </p>
      {written.report !== undefined && (
        <>
          <p className="export-report">
            <StateWord name={written.report.verdict} /> {t(`check-ruling:verdicts.${written.report.verdict}`)}{' '}
            {t('forms.checked')}
          </p>
          <ChecksTable report={written.report} />
        </>
      )}
    </>
  );
}
