import { useEffect, useRef, useState, type DragEvent } from 'react';
import { visibleText } from '../components/visible-text.ts';
import type { CheckAnswer } from './check-files.ts';
import { FileRow } from './file-row.tsx';
import { ReportView } from './report-view.tsx';
import type { CheckRunner, RunningCheck } from './run-checks.ts';
import { roleOf, type FileRole } from './sort-files.ts';
import { fill, texts, type Language } from './texts.ts';

declare const __VERSION__: string;

type Given = Readonly<Record<FileRole, readonly File[]>>;

type State =
  | { readonly kind: 'waiting' | 'stopped' }
  | { readonly kind: 'checking'; readonly percent: number }
  | { readonly kind: 'answered'; readonly answer: CheckAnswer }
  | { readonly kind: 'broken'; readonly message: string };

const nothing: Given = { ruling: [], policy: [], evidence: [] };
const roles: readonly FileRole[] = ['ruling', 'policy', 'evidence'];

/** What was dropped: evidence adds up, of a ruling and a policy there is one. */
function withDropped(given: Given, role: FileRole, file: File): Given {
  return { ...given, [role]: role === 'evidence' ? [...given.evidence, file] : [file] };
}

/** The whole page: choose or drop files, and every change is checked at once. */
export function Page({ runner }: { readonly runner: CheckRunner }) {
  const [language, setLanguage] = useState<Language>(() => (navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'));
  const [given, setGiven] = useState<Given>(nothing);
  const [state, setState] = useState<State>({ kind: 'waiting' });
  const running = useRef<RunningCheck>(undefined);
  const t = texts[language];
  const { own } = t;

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `Assize: ${own.title}`;
  }, [language, own]);

  useEffect(() => {
    const [ruling] = given.ruling;
    const [policy] = given.policy;
    if (ruling === undefined) {
      setState({ kind: 'waiting' });
      return;
    }
    let isCurrent = true;
    let isDone = false;
    setState({ kind: 'checking', percent: 0 });
    const check = runner.start(
      { ruling, ...(policy === undefined ? {} : { policy }), evidence: given.evidence },
      ({ bytes, total }) => isCurrent && setState({ kind: 'checking', percent: Math.floor((bytes / Math.max(1, total)) * 100) }),
    );
    running.current = check;
    check.answer
      .then(
        (answer) => isCurrent && setState({ kind: 'answered', answer }),
        (error: unknown) => isCurrent && setState({ kind: 'broken', message: String(error) }),
      )
      .finally(() => {
        isDone = true;
      });
    return () => {
      isCurrent = false;
      if (!isDone) check.stop();
    };
  }, [given, runner]);

  const drop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    const found = await Promise.all(files.map(roleOf));
    setGiven((old) => files.reduce((all, file, index) => withDropped(all, found[index] ?? 'ruling', file), old));
  };
  const stop = (): void => {
    running.current?.stop();
    setState({ kind: 'stopped' });
  };

  return (
    <main onDragOver={(event) => event.preventDefault()} onDrop={(event) => void drop(event)}>
      <header>
        <h1>{own.title}</h1>
        <button
          type="button"
          lang={language === 'en' ? 'zh-CN' : 'en'}
          onClick={() => setLanguage(language === 'en' ? 'zh-CN' : 'en')}
        >
          {own.otherLanguage}
        </button>
      </header>
      <p className="t-2">{own.about}</p>
      <section className="given" aria-label={own.drop}>
        <p>{own.drop}</p>
        {roles.map((role) => (
          <FileRow
            key={role}
            role={role}
            files={given[role]}
            texts={t}
            onChoose={(files) => setGiven((old) => ({ ...old, [role]: files }))}
            onRemove={(file) => setGiven((old) => ({ ...old, [role]: old[role].filter((other) => other !== file) }))}
          />
        ))}
        {given !== nothing && (
          <button type="button" onClick={() => setGiven(nothing)}>
            {own.clear}
          </button>
        )}
      </section>
      <div role="status">
        {state.kind === 'waiting' && <p className="t-2">{own.waiting}</p>}
        {state.kind === 'stopped' && <p>{own.stopped}</p>}
        {state.kind === 'broken' && (
          <p>
            {own.verdicts.broken} <code>{visibleText(state.message)}</code>
          </p>
        )}
        {state.kind === 'checking' && (
          <p className="checking">
            <progress max={100} value={state.percent} aria-label={fill(own.checking, { percent: String(state.percent) })} />
            {fill(own.checking, { percent: String(state.percent) })}{' '}
            <button type="button" onClick={stop}>
              {own.stop}
            </button>
          </p>
        )}
        {state.kind === 'answered' && <ReportView answer={state.answer} texts={t} />}
      </div>
      <footer>
        <h2>{own.trust}</h2>
        <p>{own.trustText}</p>
        <pre tabIndex={0} aria-label={own.trust}>
          {'sha256sum assize-verifier.html\nshasum -a 256 assize-verifier.html\ncertutil -hashfile assize-verifier.html SHA256'}
        </pre>
        <p className="t-2">{fill(own.programme, { version: __VERSION__ })}</p>
      </footer>
    </main>
  );
}
