import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Completions } from '../../../src-core/host/groups/ledger.ts';
import { readTokens } from '../../../src-core/host/ledger-filter/tokens.ts';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/mark.tsx';
import { HostFailure } from '../../host/host-client.ts';
import { useHost } from '../../host/host-context.ts';
import { CompletionList } from './completion-list.tsx';
import type { Filter } from './use-filter.ts';

interface QueryFieldProps {
  readonly caseId: string;
  readonly filter: Filter;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onDone: () => void;
}

/** Where a filter is typed: coloured by what each word is, judged in words, completed with values and their counts. */
export function QueryField({ caseId, filter, field, onDone }: QueryFieldProps) {
  const { t } = useTranslation('ledger');
  const id = useId();
  const [caret, setCaret] = useState<number>();
  const [chosen, setChosen] = useState(-1);
  const [scroll, setScroll] = useState(0);
  const { completions, close } = useCompletions(caseId, filter.text, caret);
  const overlay = useRef<HTMLSpanElement>(null);
  const items = completions?.items ?? [];
  useEffect(() => setChosen(-1), [completions]);

  const moved = (): void => {
    setCaret(field.current?.selectionStart ?? undefined);
    setScroll(field.current?.scrollLeft ?? 0);
  };
  const accept = (at: number): void => {
    const item = items[at];
    const input = field.current;
    if (item === undefined || completions === undefined || input === null || caret === undefined) return;
    const text = filter.text.slice(0, completions.from) + item.insert + filter.text.slice(caret).trimStart();
    const next = completions.from + item.insert.length;
    filter.type(text);
    requestAnimationFrame(() => {
      input.setSelectionRange(next, next);
      moved();
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const isOpen = items.length > 0;
    if (isOpen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      setChosen(
        (now) =>
          (now + (event.key === 'ArrowDown' ? 1 : -1) + items.length + (now < 0 && event.key === 'ArrowUp' ? 1 : 0)) %
          items.length,
      );
    } else if (isOpen && event.key === 'Tab' && !event.shiftKey) accept(Math.max(0, chosen));
    else if (isOpen && event.key === 'Enter' && chosen >= 0) accept(chosen);
    else if (event.key === 'Enter') {
      close();
      onDone();
    } else if (event.key === 'Escape' && isOpen) close();
    else if (event.key === 'Escape') onDone();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const isOpen = items.length > 0;
  return (
    <div className="query" data-state={filter.state?.state ?? 'valid'}>
      <Icon name="filter" size={14} />
      <div className="query-text">
        <div className="query-colours t-mono" aria-hidden style={{ transform: `translateX(${-scroll}px)` }}>
          <Coloured text={filter.text} wrong={filter.state} />
          <span ref={overlay} className="query-anchor">
            {filter.text.slice(0, completions?.from ?? 0)}
          </span>
        </div>
        <input
          ref={field}
          className="query-input t-mono"
          role="combobox"
          aria-label={t('filter')}
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-describedby={`${id}-state`}
          aria-invalid={filter.state?.state === 'invalid'}
          {...(chosen >= 0 ? { 'aria-activedescendant': `${id}-list-${chosen}` } : {})}
          placeholder={t('filterHint')}
          spellCheck={false}
          autoComplete="off"
          maxLength={4000}
          value={filter.text}
          onChange={(event) => {
            filter.type(event.target.value);
            moved();
          }}
          onSelect={moved}
          onScroll={moved}
          onFocus={moved}
          onBlur={() => setCaret(undefined)}
          onKeyDown={onKeyDown}
        />
        {isOpen && completions !== undefined && (
          <CompletionList
            id={`${id}-list`}
            completions={completions}
            chosen={chosen}
            left={Math.max(0, (overlay.current?.offsetWidth ?? 0) - scroll)}
            onChoose={accept}
          />
        )}
      </div>
      <span id={`${id}-state`} className="query-state t-small" role="status">
        <FilterWords filter={filter} />
      </span>
      {filter.text !== '' && (
        <button type="button" className="query-clear" aria-label={t('clearFilter')} onClick={() => filter.put('')}>
          <Icon name="close" size={12} />
        </button>
      )}
    </div>
  );
}

function FilterWords({ filter: { text, state } }: { readonly filter: Filter }) {
  const { t } = useTranslation('ledger');
  if (state === undefined || (state.state === 'valid' && text.trim() === '')) return null;
  if (state.state === 'valid')
    return (
      <span className="state" data-state="pass">
        <Mark name="pass" size={12} /> {t('valid')}
      </span>
    );
  if (state.state === 'incomplete')
    return (
      <span className="state" data-state="indeterminate">
        <Mark name="indeterminate" size={12} /> {t(`expects.${state.expects}`)}
      </span>
    );
  return (
    <span className="state" data-state="fail">
      <Mark name="fail" size={12} /> {t(`wrong.${state.code}`, { at: state.at + 1 })}
    </span>
  );
}

const KEYWORD = /^(?:and|or|not|in)$/i;

function Coloured({ text, wrong }: { readonly text: string; readonly wrong: Filter['state'] }) {
  const tokens = useMemo(() => readTokens(text), [text]);
  const parts: { readonly text: string; readonly kind: string; readonly from: number }[] = [];
  let from = 0;
  let isValue = false;
  for (const token of tokens) {
    if (token.from > from) parts.push({ text: text.slice(from, token.from), kind: 'space', from });
    const isWord = token.kind === 'word';
    const isKeyword = isWord && KEYWORD.test(token.text);
    const isIn = isKeyword && token.text.toLowerCase() === 'in';
    const isBad = wrong?.state === 'invalid' && token.from === wrong.at;
    const kind = isBad
      ? 'wrong'
      : token.kind === 'string' || (isWord && isValue && !isKeyword)
        ? 'value'
        : isKeyword || !isWord
          ? 'operator'
          : 'field';
    parts.push({ text: text.slice(token.from, token.to), kind, from: token.from });
    if (token.kind === 'operator' || isIn) isValue = true;
    else if (isKeyword) isValue = false;
    from = token.to;
  }
  return (
    <span>
      {parts.map((part) => (
        <span key={part.from} data-kind={part.kind}>
          {part.text}
        </span>
      ))}
    </span>
  );
}

function useCompletions(caseId: string, text: string, caret: number | undefined) {
  const host = useHost();
  const [answer, setAnswer] = useState<{ readonly text: string; readonly caret: number; readonly completions: Completions }>();
  const [closed, setClosed] = useState<string>();
  useEffect(() => {
    if (caret === undefined) return;
    const controller = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const completions = await host.call('ledger.complete', { caseId, filter: text, at: caret }, controller.signal);
        if (!controller.signal.aborted) setAnswer({ text, caret, completions });
      } catch (error) {
        if (!controller.signal.aborted && !(error instanceof HostFailure)) throw error;
      }
    };
    void ask();
    return () => controller.abort();
  }, [host, caseId, text, caret]);
  const isOpen = caret !== undefined && closed !== text && answer?.text === text && answer.caret === caret;
  return { completions: isOpen ? answer.completions : undefined, close: () => setClosed(text) };
}
