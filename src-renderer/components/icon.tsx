import type { ReactElement } from 'react';

export type IconName =
  | 'folder'
  | 'overview'
  | 'ledger'
  | 'flag'
  | 'transactions'
  | 'scales'
  | 'ruling'
  | 'key'
  | 'reports'
  | 'audit'
  | 'compare'
  | 'settings'
  | 'help'
  | 'search'
  | 'back'
  | 'forward'
  | 'chevron-right'
  | 'chevron-down'
  | 'close'
  | 'copy'
  | 'filter'
  | 'columns'
  | 'bookmark'
  | 'lock'
  | 'flask'
  | 'seal'
  | 'print'
  | 'play'
  | 'pause'
  | 'first'
  | 'last'
  | 'undo'
  | 'import'
  | 'sort-up'
  | 'sort-down'
  | 'note'
  | 'plus';

const PATHS: Record<IconName, ReactElement> = {
  folder: <path d="M2 4.5a1 1 0 0 1 1-1h3.2l1.6 1.8H13a1 1 0 0 1 1 1v5.2a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1Z" />,
  overview: <path d="M2.5 4h11M2.5 8h7.5M2.5 12h9" />,
  ledger: <path d="M2.5 3h11v10h-11ZM2.5 6.3h11M2.5 9.7h11M6 3v10" />,
  flag: <path d="M3.5 14V2.8h8.6L10.4 6l1.7 3.2H3.5" />,
  transactions: <path d="M2 5.3h11M10.4 2.6 13.2 5.3 10.4 8M14 10.7H3M5.6 8 2.8 10.7l2.8 2.7" />,
  scales: <path d="M8 2v11.5M4.8 13.5h6.4M3 4.4h10M3.6 4.4 1.6 9.2a2.1 2.1 0 0 0 4 0ZM12.4 4.4l-2 4.8a2.1 2.1 0 0 0 4 0Z" />,
  ruling: <path d="M4 1.8h5.6L12.5 5v9.2H4ZM9.4 1.8V5h3M6 8h4.6M6 10.8h4.6" />,
  key: <path d="M10.3 2.3a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8ZM7.8 8.2 2.6 13.4M4.6 11.4l1.8 1.8" />,
  reports: <path d="M2.5 13.5h11M4.2 13.5V8.6M8 13.5V3M11.8 13.5V6.4" />,
  audit: <path d="M2.5 3h6.5M2.5 6.5h6.5M2.5 10h3.4M10.2 8.2a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4ZM12.2 12.8l1.8 1.8" />,
  compare: <path d="M8 1.8v12.4M2 4h4v8H2ZM10 4h4v8h-4Z" />,
  settings: <path d="M2 4.6h6.2M11.4 4.6H14M2 11.4h2.4M7.6 11.4H14M9.8 3v3.2M6 9.8V13" />,
  help: <path d="M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM6.3 6.4a1.75 1.75 0 1 1 2.5 1.6c-.6.3-.8.6-.8 1.2M8 11.2v.4" />,
  search: <path d="M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 14 14" />,
  back: <path d="M10 3 5 8l5 5" />,
  forward: <path d="m6 3 5 5-5 5" />,
  'chevron-right': <path d="m6.2 4 4 4-4 4" />,
  'chevron-down': <path d="m4 6.2 4 4 4-4" />,
  close: <path d="m3.8 3.8 8.4 8.4M12.2 3.8l-8.4 8.4" />,
  copy: <path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8Z" />,
  filter: <path d="M2 4h12M4.3 8h7.4M6.4 12h3.2" />,
  columns: <path d="M2.5 3h11v10h-11ZM6.2 3v10M9.8 3v10" />,
  bookmark: <path d="M4 2.2h8v11.6L8 10.9l-4 2.9Z" />,
  lock: <path d="M3.5 7.2h9v6.3h-9ZM5.2 7.2V5a2.8 2.8 0 0 1 5.6 0v2.2" />,
  flask: <path d="M6.2 2h3.6M6.9 2v4.2L3.2 12.4a1 1 0 0 0 .9 1.6h7.8a1 1 0 0 0 .9-1.6L9.1 6.2V2M5 10.3h6" />,
  seal: <path d="M8 1.8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM5.6 9l-1 5L8 12.4l3.4 1.6-1-5M6.4 5.8l1.2 1.2 2-2.2" />,
  print: <path d="M4.5 6V2.2h7V6M4.5 11H2.4V6h11.2v5h-2.1M4.5 9.2h7v4.6h-7Z" />,
  play: <path d="M4.5 2.6 13 8l-8.5 5.4Z" fill="currentColor" />,
  pause: <path d="M4.8 3v10M11.2 3v10" />,
  first: <path d="M12 3 6 8l6 5ZM4 3v10" />,
  last: <path d="m4 3 6 5-6 5ZM12 3v10" />,
  undo: <path d="M5.4 2.8 2.6 5.6l2.8 2.8M2.8 5.6h6.6a3.9 3.9 0 0 1 0 7.8H6" />,
  import: <path d="M8 2v7.6M4.8 6.6 8 9.8l3.2-3.2M2.5 10.8v2.7h11v-2.7" />,
  'sort-up': <path d="m4.5 9.5 3.5-3.5 3.5 3.5" />,
  'sort-down': <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />,
  note: <path d="M2.5 2.5h11v8h-6l-3 3v-3h-2Z" />,
  plus: <path d="M8 3v10M3 8h10" />,
};

/** A drawing of 16 units with a stroke of 1.3; never the only name of what it stands on. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinejoin="round"
      aria-hidden
    >
      {PATHS[name]}
    </svg>
  );
}
