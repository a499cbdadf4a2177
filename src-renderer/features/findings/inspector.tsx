import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cause, Place } from '../../../src-core/host/groups/findings.ts';
import { Button } from '../../components/button.tsx';
import { EvidenceText, visibleLines, visibleText } from '../../components/evidence-text.tsx';
import { Mark } from '../../components/mark.tsx';
import { Failure } from '../../components/notice.tsx';
import { PlaceText } from '../../components/place-text.tsx';
import { copyText } from '../../host/copy-text.ts';
import { useAct, useCall } from '../../host/use-call.ts';
import { useCodeWords } from '../../i18n/code-words.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCaseId } from '../../state/open-case.ts';
import { go } from '../../state/route.ts';
import { notify } from '../../state/toasts.ts';
import { markOfSeverity } from '../../components/mark-of-severity.ts';

interface InspectorProps {
  readonly cause: Cause;
  readonly noting: boolean;
  readonly onNoting: (noting: boolean) => void;
  readonly onConfirm: () => void;
  readonly onReopen: () => void;
  readonly onDismiss: () => void;
  readonly onShow: () => void;
}

/** One cause in full: what, where, what to do about it, and how to see it without this application. */
export function Inspector({ cause, noting, onNoting, onConfirm, onReopen, onDismiss, onShow }: InspectorProps) {
  const { t } = useTranslation('findings');
  const formats = useFormats();
  const words = useCodeWords();
  const detail = useCall('findings.read', { caseId: useCaseId(), id: cause.id });
  const said = words(cause.code);
  const state = cause.triage?.state ?? 'open';
  const effects = detail.data?.effects.filter(({ code }) => code !== cause.code) ?? [];
  return (
    <aside className="inspector" data-pane aria-label={t('inspector')} data-keys="list">
      <div className="inspector-head">
        <span className="state" data-state={markOfSeverity(cause.severity)}>
          <Mark name={markOfSeverity(cause.severity)} />
          <strong>{t(cause.severity)}</strong>
        </span>
        <code className="t-mono">{cause.code}</code>
        <span className="t-small t-2">
          {t('counted', {
            same: t('same', { count: cause.same, shown: formats.number(cause.same) }),
            effects: t('follow', { count: cause.effects, shown: formats.number(cause.effects) }),
          })}
        </span>
      </div>
      <div className="inspector-body" tabIndex={0} role="group" aria-label={said.title}>
        <h2 className="t-verdict">{said.title}</h2>
        <h3 className="t-label">{t('what')}</h3>
        <p>
          <EvidenceText text={cause.message} />
        </p>
        <h3 className="t-label">{t('where')}</h3>
        <dl className="where">
          <WhereRow name={t('whereCause')} place={cause.place} />
          {cause.last !== undefined && <WhereRow name={t('whereLast')} place={cause.last} />}
          {effects.map((kind) => (
            <WhereRow key={kind.code} name={t('whereEffect', { code: kind.code })} place={kind.first} />
          ))}
        </dl>
        {said.advice !== '' && (
          <>
            <h3 className="t-label">{t('why')}</h3>
            <p>{said.advice}</p>
          </>
        )}
        {detail.error !== null && <Failure error={detail.error} />}
        {detail.data !== undefined && (
          <>
            <h3 className="t-label">{t('how')}</h3>
            <div className="command">
              <pre className="t-mono">{visibleLines(detail.data.command)}</pre>
              <Button
                kind="quiet"
                small
                icon="copy"
                label={t('copyCommand')}
                onPress={() => void copyText(detail.data.command).then(() => notify(t('common:copied', { ns: 'common' })))}
              />
              <p className="t-small t-2">{t('exit', { code: detail.data.exitCode })}</p>
            </div>
          </>
        )}
        <NoteArea cause={cause} noting={noting} onNoting={onNoting} />
      </div>
      <div className="inspector-acts">
        {state === 'confirmed' ? (
          <Button onPress={onReopen}>{t('reopen')}</Button>
        ) : (
          <Button kind="primary" keys="c" onPress={onConfirm}>
            {t('confirm')}
          </Button>
        )}
        {state === 'dismissed' ? (
          <Button onPress={onReopen}>{t('reopen')}</Button>
        ) : (
          <Button keys="d" onPress={onDismiss}>
            {t('dismiss')}
          </Button>
        )}
        <Button className="inspector-ledger" onPress={onShow}>
          {t('ledger')}
        </Button>
      </div>
    </aside>
  );
}

function WhereRow({ name, place }: { readonly name: string; readonly place: Place }) {
  const { t } = useTranslation('findings');
  const formats = useFormats();
  const { lineId } = place;
  return (
    <div className="where-row">
      <dt className="t-small">{name}</dt>
      <dd>
        {lineId === undefined ? (
          <PlaceText place={place} />
        ) : (
          <button type="button" className="link" onClick={() => go({ screen: 'ledger', lineId })}>
            <PlaceText place={place} />
          </button>
        )}
      </dd>
      <dd className="t-small t-2">
        {place.line !== undefined &&
          (place.byte === undefined
            ? t('lineOnly', { line: formats.number(place.line) })
            : t('byte', { line: formats.number(place.line), byte: formats.number(place.byte) }))}
      </dd>
    </div>
  );
}

function NoteArea({ cause, noting, onNoting }: Pick<InspectorProps, 'cause' | 'noting' | 'onNoting'>) {
  const { t } = useTranslation(['findings', 'common']);
  const formats = useFormats();
  const caseId = useCaseId();
  const write = useAct('findings.note', ['findings', 'custody']);
  const [text, setText] = useState(cause.note?.text ?? '');
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => setText(cause.note?.text ?? ''), [cause.id, cause.note?.text]);
  useEffect(() => {
    if (noting) area.current?.focus();
  }, [noting]);
  if (!noting)
    return (
      <>
        <h3 className="t-label">{t('note')}</h3>
        {cause.note !== undefined && (
          <blockquote className="note">
            <EvidenceText text={cause.note.text} />
            <footer className="t-small t-2">
              {t('noteBy', { by: visibleText(cause.note.by), at: formats.utc(cause.note.at).slice(0, 16) })}
            </footer>
          </blockquote>
        )}
        <Button small icon="note" keys="n" onPress={() => onNoting(true)}>
          {t('noteWrite')}
        </Button>
      </>
    );
  return (
    <>
      <label className="t-label" htmlFor="cause-note">
        {t('noteLabel')}
      </label>
      <textarea
        id="cause-note"
        ref={area}
        className="note-field"
        rows={4}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className="note-acts">
        <Button
          small
          kind="primary"
          onPress={() => write.mutate({ caseId, id: cause.id, text }, { onSuccess: () => onNoting(false) })}
        >
          {t('noteSave')}
        </Button>
        <Button small onPress={() => onNoting(false)}>
          {t('common:cancel')}
        </Button>
      </p>
      {write.error !== null && <Failure error={write.error} />}
    </>
  );
}
