import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cause, TriageState } from '../../../src-core/host/groups/findings.ts';
import { Button, KeyCap } from '../../components/button.tsx';
import { Empty, Failure, Loading } from '../../components/notice.tsx';
import { SearchBox } from '../../components/search-box.tsx';
import type { HostFailure } from '../../host/host-client.ts';
import { useAct, useCall } from '../../host/use-call.ts';
import { useFormats } from '../../i18n/format.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { useCaseId } from '../../state/open-case.ts';
import { go, useRoute } from '../../state/route.ts';
import { useStatusNote } from '../../state/status.ts';
import { notify } from '../../state/toasts.ts';
import { CauseList } from './cause-list.tsx';
import { DismissDialog } from './dismiss-dialog.tsx';
import { Facets, type FacetState } from './facets.tsx';
import { Inspector } from './inspector.tsx';
import { ledgerFilterOf } from './ledger-filter.ts';
import './findings.css';

const ALL: readonly TriageState[] = ['open', 'confirmed', 'dismissed'];
const NO_FILTER: FacetState = { triage: ALL, chains: [], axes: [] };

/** What was found, causes first, and what an analyst makes of it. */
export default function FindingsScreen() {
  const { t } = useTranslation('findings');
  const formats = useFormats();
  const caseId = useCaseId();
  const route = useRoute((state) => state.route);
  const wanted = route.screen === 'findings' ? route.cause : undefined;
  const [search, setSearch] = useState('');
  const [facets, setFacets] = useState(NO_FILTER);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const [dismissing, setDismissing] = useState<Cause>();
  const [noting, setNoting] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const page = useCall(
    'findings.list',
    { caseId, search, ...facets, triage: [...facets.triage], chains: [...facets.chains], axes: [...facets.axes] },
    { keep: true },
  );
  const causes = useMemo(() => page.data?.causes ?? [], [page.data]);
  const at = Math.max(
    0,
    causes.findIndex(({ id }) => id === wanted),
  );
  const current = causes[at];
  const select = useCallback((cause: Cause | undefined) => {
    if (cause !== undefined) useRoute.getState().replace({ screen: 'findings', cause: cause.id });
    setNoting(false);
  }, []);

  const triage = useAct('findings.triage', ['findings', 'cases', 'overview', 'custody']);
  const undo = useAct('findings.undo', ['findings', 'cases', 'overview', 'custody']);
  const redo = useAct('findings.redo', ['findings', 'cases', 'overview', 'custody']);
  const exportAll = useAct('findings.export', ['custody']);
  const save = useAct('files.save');
  const takeBack = useCallback(
    () => undo.mutate({ caseId }, { onSuccess: ({ act }) => notify(t(act === undefined ? 'nothingToUndo' : 'undone')) }),
    [undo, caseId, t],
  );
  const decide = useCallback(
    (cause: Cause, state: TriageState, reason = '') => {
      triage.mutate(
        { caseId, ids: [cause.id], state, reason },
        {
          onSuccess: () => notify(t(`done.${state}`), { undo: takeBack }),
          onError: (error) => notify(`${error.code}: ${error.message}`, { failure: true }),
        },
      );
    },
    [triage, caseId, t, takeBack],
  );
  const exportFindings = useCallback(
    (format: 'csv' | 'ndjson') => {
      const onError = (error: HostFailure): void => notify(`${error.code}: ${error.message}`, { failure: true });
      notify(t('exporting'));
      exportAll.mutate(
        { caseId, format },
        {
          onError,
          onSuccess: ({ handle, rows }) =>
            save.mutate(
              { handle, suggestedName: `findings.${format}` },
              { onError, onSuccess: ({ saved }) => saved && notify(t('exported', { rows: formats.number(rows) })) },
            ),
        },
      );
    },
    [exportAll, save, caseId, t, formats],
  );
  const showInLedger = useCallback((cause: Cause) => {
    go({
      screen: 'ledger',
      filter: ledgerFilterOf(cause),
      ...(cause.place.lineId === undefined ? {} : { lineId: cause.place.lineId }),
    });
  }, []);

  useCommands(
    useMemo((): Command[] => {
      const section = t('commands.section');
      const has = current !== undefined;
      const withCurrent = (act: (cause: Cause) => void) => () => current !== undefined && act(current);
      return [
        {
          id: 'findings.next',
          title: t('commands.next'),
          section,
          keys: ['F8', 'j'],
          icon: 'flag',
          run: () => select(causes[at + 1]),
          enabled: has,
        },
        {
          id: 'findings.previous',
          title: t('commands.previous'),
          section,
          keys: ['Shift+F8', 'k'],
          icon: 'flag',
          run: () => select(causes[at - 1]),
          enabled: has,
        },
        {
          id: 'findings.confirm',
          title: t('commands.confirm'),
          section,
          keys: ['c'],
          icon: 'flag',
          run: withCurrent((cause) => decide(cause, 'confirmed')),
          enabled: has,
        },
        {
          id: 'findings.dismiss',
          title: t('commands.dismiss'),
          section,
          keys: ['d'],
          icon: 'flag',
          run: withCurrent(setDismissing),
          enabled: has,
        },
        {
          id: 'findings.reopen',
          title: t('commands.reopen'),
          section,
          icon: 'flag',
          run: withCurrent((cause) => decide(cause, 'open')),
          enabled: has,
        },
        {
          id: 'findings.note',
          title: t('commands.note'),
          section,
          keys: ['n'],
          icon: 'note',
          run: () => setNoting(true),
          enabled: has,
        },
        { id: 'findings.undo', title: t('commands.undo'), section, keys: ['Mod+Z'], icon: 'undo', run: takeBack },
        {
          id: 'findings.redo',
          title: t('commands.redo'),
          section,
          keys: ['Mod+Shift+Z'],
          icon: 'undo',
          run: () =>
            redo.mutate({ caseId }, { onSuccess: ({ act }) => notify(t(act === undefined ? 'nothingToRedo' : 'redone')) }),
        },
        {
          id: 'findings.search',
          title: t('commands.search'),
          section,
          keys: ['/', 'Mod+F'],
          icon: 'search',
          run: () => field.current?.focus(),
        },
        {
          id: 'findings.ledger',
          title: t('commands.ledger'),
          section,
          icon: 'ledger',
          run: withCurrent(showInLedger),
          enabled: has,
        },
        {
          id: 'findings.export',
          title: t('commands.export'),
          section,
          keys: ['Mod+E'],
          icon: 'reports',
          run: () => exportFindings('csv'),
        },
        {
          id: 'findings.export-ndjson',
          title: t('commands.exportNdjson'),
          section,
          keys: ['Mod+Shift+E'],
          icon: 'reports',
          run: () => exportFindings('ndjson'),
        },
      ];
    }, [t, current, causes, at, select, decide, takeBack, redo, caseId, showInLedger, exportFindings]),
  );
  useStatusNote(
    causes.length === 0
      ? ''
      : `${formats.number(at + 1)} / ${t('causes', { count: causes.length, shown: formats.number(causes.length) })}`,
  );
  useEffect(() => setNoting(false), [wanted]);

  if (page.error !== null) return <Failure error={page.error} retry={() => void page.refetch()} />;
  if (page.data === undefined) return <Loading />;
  const { findings } = page.data;
  return (
    <div className="findings">
      <Facets facets={page.data.facets} state={facets} onChange={setFacets} />
      <section className="findings-list" data-pane aria-label={t('cause')}>
        <div className="findings-bar">
          <p>
            <strong>{t('causes', { count: causes.length, shown: formats.number(causes.length) })}</strong>{' '}
            <span className="t-2">{t('findings', { count: findings, shown: formats.number(findings) })}</span>
          </p>
          <SearchBox ref={field} label={t('search')} value={search} onChange={setSearch} />
          <span className="findings-export" role="group" aria-label={t('commands.export')}>
            <span className="t-2">{t('export', { shown: formats.number(findings) })}</span>
            {(['csv', 'ndjson'] as const).map((format) => (
              <Button key={format} small label={t(`exportAs.${format}`)} onPress={() => exportFindings(format)}>
                {format.toUpperCase()}
              </Button>
            ))}
          </span>
        </div>
        {causes.length === 0 ? (
          <Empty>
            {findings === 0 ? t('none') : t('noMatch')}{' '}
            {findings > 0 && (
              <Button
                kind="quiet"
                small
                onPress={() => {
                  setSearch('');
                  setFacets(NO_FILTER);
                }}
              >
                {t('clear')}
              </Button>
            )}
          </Empty>
        ) : (
          <CauseList
            causes={causes}
            current={current}
            unfolded={unfolded}
            onSelect={select}
            onUnfold={(id) => setUnfolded((now) => toggled(now, id))}
            onShow={showInLedger}
          />
        )}
        <p className="findings-keys t-small t-2" aria-hidden>
          <KeyCap keys="j" /> <KeyCap keys="k" /> {t('keys.move')} <KeyCap keys="Enter" /> {t('keys.unfold')} <KeyCap keys="c" />{' '}
          {t('keys.confirm')} <KeyCap keys="d" /> {t('keys.dismiss')} <KeyCap keys="n" /> {t('keys.note')} <KeyCap keys="Mod+Z" />{' '}
          {t('keys.undo')}
        </p>
      </section>
      {current !== undefined && (
        <Inspector
          cause={current}
          noting={noting}
          onNoting={setNoting}
          onConfirm={() => decide(current, 'confirmed')}
          onReopen={() => decide(current, 'open')}
          onDismiss={() => setDismissing(current)}
          onShow={() => showInLedger(current)}
        />
      )}
      {dismissing !== undefined && (
        <DismissDialog
          cause={dismissing}
          onClose={() => setDismissing(undefined)}
          onDismiss={(reason) => {
            decide(dismissing, 'dismissed', reason);
            setDismissing(undefined);
          }}
        />
      )}
    </div>
  );
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
