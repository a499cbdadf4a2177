export interface Searchable {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export interface Hit {
  readonly id: string;
  /** The words around the first place that matches; empty where only the title does. */
  readonly around: string;
}

const AROUND = 56;

/** Topics that hold every word, those that name one in their title first. */
export function searchTopics(topics: readonly Searchable[], search: string): Hit[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return topics
    .flatMap((topic) => {
      const text = topic.text.toLowerCase();
      if (!words.every((word) => text.includes(word))) return [];
      const rank = words.filter((word) => topic.title.toLowerCase().includes(word) || topic.id.toLowerCase() === word).length;
      return [{ id: topic.id, around: excerpt(topic, words[0] ?? ''), rank }];
    })
    .sort((a, b) => b.rank - a.rank)
    .map(({ id, around }) => ({ id, around }));
}

function excerpt({ title, text }: Searchable, word: string): string {
  const from = text.toLowerCase().indexOf(word, title.length);
  if (from < 0) return '';
  const [start, end] = [Math.max(title.length, from - AROUND), Math.min(text.length, from + word.length + AROUND)];
  const cut = text.slice(start, end).replaceAll('\n', ' ').trim();
  return `${start > title.length ? '… ' : ''}${cut}${end < text.length ? ' …' : ''}`;
}
