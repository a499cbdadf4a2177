import type { Language } from '../../i18n/catalogs.ts';
import { parseTopic, type Topic } from './parse-topic.ts';
import { TOPIC_IDS } from './topic-ids.ts';

const files = import.meta.glob<string>(['./topics/en/*.md', './topics/zh-CN/*.md'], {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** The topics of a language, in the order in which a newcomer reads them. */
export function topicsIn(language: Language): readonly Topic[] {
  return TOPIC_IDS.map((id) => {
    const source = files[`./topics/${language}/${id}.md`];
    if (source === undefined) throw new Error(`the help has no topic ${id} in ${language}`);
    return parseTopic(id, source);
  });
}
