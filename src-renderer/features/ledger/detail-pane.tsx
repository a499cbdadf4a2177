import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerDetail, LedgerFields } from '../../../src-core/host/groups/ledger.ts';
import { Button } from '../../components/button.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Icon } from '../../components/icon.tsx';
import { markOfSeverity } from '../../components/mark-of-severity.ts';
import { Mark } from '../../components/mark.tsx';
import { StateWord } from '../../components/state-word.tsx';
import { useCodeWords } from '../../i18n/code-words.ts';
import { useFormats } from '../../i18n/format.ts';
import { TreeValue } from './tree-value.tsx';
import { firstFolded, treeRows, type TreeRow } from './tree-rows.ts';
import type { Selected } from './selected-bytes.ts';

interface DetailPaneProps {
  readonly detail: LedgerDetail;
  readonly fields: LedgerFields | undefined;
  readonly selected: Selected | undefined;
  readonly isLeftOut: boolean;
  readonly onSelect: (selected: Selected) => void;
  readonly onCopy: () => void;
}

/** An entry taken apart, in the order of its bytes, with what was found at each member. */
export function DetailPane({ detail, fields, selected, isLeftOut, onSelect, onCopy }: DetailPaneProps) {
  const { t } = useTranslation('ledger');
  const words = useCodeWords();
  const [folded, setFolded] = useState<ReadonlySet<string>>(() => firstFolded(detail));
  const id = detail.row.id;
  useEffect(() => setFolded(firstFolded(detail)), [id]);
  const rows = useMemo(() => treeRows(detail, fields, folded), [detail, fields, folded]);
  const tree = useRef<HTMLDivElement>(null);
  const at = Math.max(
    0,
    rows.findIndex(({ part, pointer }) => part === selected?.part && pointer === selected.pointer),
  );
  useEffect(() => {
    const row = tree.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    row?.scrollIntoView({ block: 'nearest' });
    if (tree.current?.contains(document.activeElement) === true) row?.focus({ preventScroll: true });
  }, [at, selected]);
  // A value that was chosen among the bytes is not left folded away.
  useEffect(() => {
    if (selected !== undefined) setFolded((now) => unfoldTo(now, selected));
  }, [selected]);

  const fold = (row: TreeRow, isFolded: boolean): void =>
    setFolded((now) => {
      const next = new Set(now);
      if (isFolded) next.add(row.key);
      else next.delete(row.key);
      return next;
    });
  const choose = (row: TreeRow | undefined): void => {
    if (row !== undefined) onSelect({ part: row.part, pointer: row.pointer });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[at];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowDown') choose(rows[at + 1]);
    else if (event.key === 'ArrowUp') choose(rows[at - 1]);
    else if (event.key === 'Home') choose(rows[0]);
    else if (event.key === 'End') choose(rows.at(-1));
    else if (event.key === 'ArrowRight' && row.isFolded) fold(row, false);
    else if (event.key === 'ArrowRight' && row.children > 0) choose(rows[at + 1]);
    else if (event.key === 'ArrowLeft' && row.children > 0 && !row.isFolded) fold(row, true);
    else if (event.key === 'ArrowLeft') choose(rows.slice(0, at).findLast(({ depth }) => depth < row.depth));
    else return;
    event.preventDefault();
  };
  // What stands on the whole entry, or on a member that is not in sight.
  // What stands on the whole entry, or on a member that is not in sight.
  const loose = detail.findings.filter(
    ({ pointer }) =>
      pointer === undefined || pointer === '' || !rows.some((row) => row.part === 'payload' && row.pointer === pointer),
  );
  return (
    <section className="pane" data-pane aria-label={t('detail')} data-keys="list" data-name="detail">
      <header className="pane-head">
        <h2>{t('detail')}</h2>
        <code className="t-mono t-2 pane-path">
          {selected !== undefined && <EvidenceText mono text={selected.pointer === '' ? selected.part : selected.pointer} />}
        </code>
        <Button kind="quiet" small icon="copy" label={t('copyMember')} onPress={onCopy} />
      </header>
      <div className="pane-body">
        {isLeftOut && (
          <p className="led-finding t-small t-2" role="status">
            {t('leftOut')}
          </p>
        )}
        {loose.map((finding, index) => (
          <p key={index} className="led-finding t-small">
            <Mark name={markOfSeverity(finding.severity)} size={12} />
            <code className="t-mono">{finding.code}</code> <span>{words(finding.code).title}</span>
            <span className="t-2">
              <EvidenceText text={finding.message} />
            </span>
          </p>
        ))}
        <div ref={tree} role="tree" aria-label={t('members')} onKeyDown={onKeyDown}>
          {rows.map((row, index) => (
            <div
              key={row.key}
              role="treeitem"
              aria-level={row.depth + 1}
              aria-selected={index === at && selected !== undefined}
              {...(row.children > 0 ? { 'aria-expanded': !row.isFolded } : {})}
              tabIndex={index === at ? 0 : -1}
              className="tree-row"
              onClick={() => choose(row)}
              onDoubleClick={() => row.children > 0 && fold(row, !row.isFolded)}
            >
              <span className="tree-name t-mono" style={{ paddingInlineStart: 8 + row.depth * 16 }}>
                <span
                  className="tree-fold"
                  onClick={(event) => {
                    if (row.children === 0) return;
                    event.stopPropagation();
                    fold(row, !row.isFolded);
                  }}
                >
                  {row.children > 0 && <Icon name={row.isFolded ? 'chevron-right' : 'chevron-down'} size={12} />}
                </span>
                <EvidenceText mono text={row.name} />
              </span>
              <span className="tree-value">
                {row.depth === 0 ? (
                  <RootValue row={row} detail={detail} fields={fields} />
                ) : (
                  <TreeValue row={row} isLit={index === at && selected !== undefined} />
                )}
                {row.findings.map((finding, number) => (
                  <span key={number} className="state" data-state={markOfSeverity(finding.severity)}>
                    <Mark name={markOfSeverity(finding.severity)} size={12} />
                    <code className="t-mono">{finding.code}</code>
                  </span>
                ))}
              </span>
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}

const SIGNATURE_STATES = {
  valid: 'pass',
  invalid: 'fail',
  'weak-key': 'fail',
  unsupported: 'not-checked',
  'not-checkable': 'not-checked',
} as const;

function RootValue({
  row,
  detail,
  fields,
}: {
  readonly row: TreeRow;
  readonly detail: LedgerDetail;
  readonly fields: LedgerFields | undefined;
}): ReactNode {
  const { t } = useTranslation('ledger');
  const formats = useFormats();
  if (row.part === 'envelope') {
    const state = SIGNATURE_STATES[detail.signature];
    return (
      <>
        <span className="state" data-state={state}>
          <Mark name={state} size={12} /> {t(`signature.${detail.signature}`)}
        </span>
        {detail.keyid !== undefined && (
          <span className="t-2">
            {t(`keyOf.${detail.keySource ?? 'nobody'}`)}{' '}
            <code className="t-mono">{`${detail.keyid.slice(0, 8)}…${detail.keyid.slice(-4)}`}</code>
          </span>
        )}
      </>
    );
  }
  const size = formats.number(row.size);
  return (
    <>
      <span className="state" data-state={detail.canonical ? 'pass' : 'fail'}>
        <Mark name={detail.canonical ? 'pass' : 'fail'} size={12} /> {t(detail.canonical ? 'canonical' : 'notCanonical')}
      </span>
      <span className="t-2">{t('bytes', { count: row.size, shown: size })}</span>
      {fields !== undefined && fields.undisclosed > 0 && (
        <>
          <StateWord name="withheld" /> {formats.number(fields.undisclosed)}
        </>
      )}
    </>
  );
}

function unfoldTo(folded: ReadonlySet<string>, { part, pointer }: Selected): ReadonlySet<string> {
  const next = new Set(folded);
  for (let end = pointer.lastIndexOf('/'); end >= 0; end = pointer.lastIndexOf('/', end - 1)) {
    next.delete(`${part}:${pointer.slice(0, end)}`);
    if (end === 0) break;
  }
  return next.size === folded.size ? folded : next;
}
