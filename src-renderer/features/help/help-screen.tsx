import { useEffect, useMemo, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { SearchBox } from '../../components/search-box.tsx';
import { Empty } from '../../components/notice.tsx';
import { useCommands, type Command } from '../../state/commands.ts';
import { go, useRoute } from '../../state/route.ts';
import { explainedCodes } from './explained-codes.ts';
import { glossaryIn } from './glossary.ts';
import type { Topic } from './parse-topic.ts';
import { searchTopics } from './search-topics.ts';
import { TopicView } from './topic-view.tsx';
import { topicsIn } from './topics.ts';
import './help.css';

/** What the program does and how it is used: in the program, without a network. */
export default function HelpScreen() {
  const { t, i18n } = useTranslation('help');
  const language = i18n.language === 'zh-CN' ? 'zh-CN' : 'en';
  const topics = useMemo(() => topicsIn(language), [language]);
  const searchable = useMemo(
    () => topics.map((topic) => ({ ...topic, text: topic.text + generatedText(topic.id, language) })),
    [topics, language],
  );
  const route = useRoute((state) => state.route);
  const wanted = route.screen === 'help' ? route.topic : undefined;
  const topic = topics.find(({ id }) => id === wanted) ?? topics[0];
  const [search, setSearch] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const page = useRef<HTMLDivElement>(null);
  const shown = useRef(wanted);
  useEffect(() => {
    // The reader starts at the top of what was asked for; on arrival the field keeps the focus that it is given.
    if (shown.current === wanted) return;
    shown.current = wanted;
    page.current?.scrollTo({ top: 0 });
    page.current?.querySelector<HTMLElement>('#help-title')?.focus();
  }, [wanted]);
  useCommands(
    useMemo(
      (): Command[] => [
        {
          id: 'help.search',
          title: t('search'),
          section: t('title'),
          keys: ['/', 'Mod+F'],
          icon: 'search',
          run: () => field.current?.focus(),
        },
        ...topics.map((item): Command => ({
          id: `help.${item.id}`,
          title: t('topicNamed', { title: item.title }),
          section: t('title'),
          icon: 'help',
          run: () => go({ screen: 'help', topic: item.id }),
        })),
      ],
      [t, topics],
    ),
  );
  const hits = search.trim() === '' ? topics.map(({ id }) => ({ id, around: '' })) : searchTopics(searchable, search);
  return (
    <div className="help">
      <nav className="help-index" data-pane aria-label={t('index')}>
        <SearchBox
          ref={field}
          label={t('search')}
          value={search}
          onChange={setSearch}
          onEnter={() => hits[0] !== undefined && go({ screen: 'help', topic: hits[0].id })}
        />
        <p className="sr-only" role="status">
          {search.trim() === '' ? '' : t('hits', { count: hits.length })}
        </p>
        {hits.length === 0 ? (
          <Empty>{t('noHit')}</Empty>
        ) : (
          <ul>
            {hits.map(({ id, around }) => (
              <li key={id}>
                <AriaButton
                  className="help-entry"
                  aria-current={id === topic?.id ? 'page' : undefined}
                  onPress={() => go({ screen: 'help', topic: id })}
                >
                  <span>{titleOf(topics, id)}</span>
                  {around !== '' && <span className="t-small t-2">{around}</span>}
                </AriaButton>
              </li>
            ))}
          </ul>
        )}
      </nav>
      <div className="help-page" ref={page} data-pane>
        {topic !== undefined && <TopicView topic={topic} />}
        <Onward topics={topics} topic={topic} />
      </div>
    </div>
  );
}

const titleOf = (topics: readonly Topic[], id: string): string => topics.find((topic) => topic.id === id)?.title ?? id;

/** What a topic shows besides what is written, so that a code or a term is found too. */
function generatedText(id: string, language: 'en' | 'zh-CN'): string {
  if (id === 'codes')
    return explainedCodes(language === 'zh-CN' ? 'zh' : 'en')
      .map(({ code, says, advice }) => `\n${code} ${says} ${advice}`)
      .join('');
  if (id === 'glossary')
    return glossaryIn(language)
      .map(({ own, foreign, meaning }) => `\n${own} ${foreign} ${meaning}`)
      .join('');
  return '';
}

function Onward({ topics, topic }: { readonly topics: readonly Topic[]; readonly topic: Topic | undefined }) {
  const { t } = useTranslation('help');
  const next = topics[topics.findIndex(({ id }) => id === topic?.id) + 1];
  if (next === undefined) return null;
  return (
    <p className="help-onward">
      <span className="t-2">{t('next')}</span>{' '}
      <AriaButton className="link help-link" onPress={() => go({ screen: 'help', topic: next.id })}>
        {next.title}
      </AriaButton>
    </p>
  );
}
