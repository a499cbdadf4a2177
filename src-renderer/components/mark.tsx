import type { ReactElement } from 'react';
import './mark.css';

export type MarkName =
  | 'pass'
  | 'fail'
  | 'indeterminate'
  | 'not-applicable'
  | 'not-checked'
  | 'no-evidence'
  | 'sealed'
  | 'withheld'
  | 'erased'
  | 'mismatch'
  | 'missing'
  | 'warning'
  | 'established'
  | 'not-established'
  | 'undetermined'
  | 'contested'
  | 'referred'
  | 'defeated'
  | 'excluded'
  | 'not-in-force'
  | 'differs'
  | 'equal';

const DIAMOND = 'M7 0.9 13.1 7 7 13.1 0.9 7Z';
const question = (
  <>
    <path
      d="M5.6 5.6a1.45 1.45 0 1 1 2 1.35c-.4.2-.6.45-.6.9"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.15"
      strokeLinecap="round"
    />
    <circle cx="7" cy="9.6" r="0.75" />
  </>
);
const ring = <circle cx="7" cy="7" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.3" />;

/** Shapes first: each state can be told in greyscale. Drawn in a box of 14, filled with the state's colour. */
const SHAPES: Record<MarkName, ReactElement> = {
  pass: <path d="M2 7.6 5.3 11 12 3.4" fill="none" stroke="currentColor" strokeWidth="1.7" />,
  fail: (
    <path
      fillRule="evenodd"
      d="M2 1h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H2a1 1 0 0 1-1-1V2a1 1 0 0 1 1-1Zm2.75 2.7L3.7 4.75 5.95 7 3.7 9.25l1.05 1.05L7 8.05l2.25 2.25 1.05-1.05L8.05 7l2.25-2.25L9.25 3.7 7 5.95Z"
    />
  ),
  indeterminate: (
    <>
      <path d={DIAMOND} fill="none" stroke="currentColor" strokeWidth="1.2" />
      {question}
    </>
  ),
  'not-applicable': <path d="M3.5 7h7" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  'not-checked': <circle cx="7" cy="7" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.3" strokeDasharray="1.7 1.57" />,
  'no-evidence': (
    <>
      {ring}
      <path d="M10.6 3.4 3.4 10.6" fill="none" stroke="currentColor" strokeWidth="1.3" />
    </>
  ),
  sealed: (
    <path
      fillRule="evenodd"
      d="M3.5 6V4.6a3.5 3.5 0 0 1 7 0V6h.5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1Zm1.4 0h4.2V4.6a2.1 2.1 0 0 0-4.2 0Z"
    />
  ),
  withheld: <rect x="1" y="4.6" width="12" height="4.8" rx="0.6" />,
  erased: (
    <>
      <rect x="1.6" y="4.6" width="10.8" height="4.8" rx="0.6" fill="none" stroke="currentColor" strokeWidth="1.2" />
      <path d="M3.2 9.4 7 4.6M7 9.4l3.8-4.8" fill="none" stroke="currentColor" strokeWidth="1" />
    </>
  ),
  mismatch: (
    <path
      fillRule="evenodd"
      d="M2 1h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H2a1 1 0 0 1-1-1V2a1 1 0 0 1 1-1Zm1.5 3.7v1.2h7V4.7Zm0 3.4v1.2h7V8.1Z"
    />
  ),
  missing: <path d="M4.4 1.8H2v10.4h2.4M9.6 1.8H12v10.4H9.6" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  warning: (
    <>
      <path d="M7 1.6 13 12.2H1Z" fill="none" stroke="currentColor" strokeWidth="1.2" strokeLinejoin="round" />
      <path d="M7 5.4v3.2" fill="none" stroke="currentColor" strokeWidth="1.2" />
      <circle cx="7" cy="10.2" r="0.7" />
    </>
  ),
  established: <circle cx="7" cy="7" r="5" />,
  'not-established': ring,
  undetermined: (
    <>
      <path d={DIAMOND} fill="none" stroke="currentColor" strokeWidth="1.2" />
      {question}
    </>
  ),
  contested: (
    <>
      {ring}
      <path d="M7 1.8a5.2 5.2 0 0 1 0 10.4Z" />
    </>
  ),
  referred: (
    <>
      <circle cx="7" cy="4.2" r="2.3" fill="none" stroke="currentColor" strokeWidth="1.3" />
      <path d="M2.4 12.6c.4-2.9 2.2-4.2 4.6-4.2s4.2 1.3 4.6 4.2" fill="none" stroke="currentColor" strokeWidth="1.3" />
    </>
  ),
  defeated: (
    <>
      <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="1.3" />
      <path d="M2.2 7h9.6" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  excluded: (
    <>
      {ring}
      <path d="M4.6 4.6l4.8 4.8M9.4 4.6 4.6 9.4" fill="none" stroke="currentColor" strokeWidth="1.2" />
    </>
  ),
  'not-in-force': <path d="M2.6 7h1.6M6.2 7h1.6M9.8 7h1.6" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  differs: (
    <path
      fillRule="evenodd"
      d="M2 1h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H2a1 1 0 0 1-1-1V2a1 1 0 0 1 1-1Zm6.2 2.4-.7 1.3H3.5v1.2h3.4L5.7 8.1H3.5v1.2H5l-.6 1.2 1 .5.9-1.7h4.2V8.1H7l1.2-2.2h2.3V4.7H8.8l.4-.8Z"
    />
  ),
  equal: <path d="M3 5.2h8M3 8.8h8" fill="none" stroke="currentColor" strokeWidth="1.2" />,
};

/** The state's sign. Without `label` it is silent: the word stands beside it. */
export function Mark({
  name,
  size = 14,
  label,
}: {
  readonly name: MarkName;
  readonly size?: 12 | 14 | 16;
  readonly label?: string;
}) {
  const access = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg className="mark" data-state={name} width={size} height={size} viewBox="0 0 14 14" fill="currentColor" {...access}>
      {SHAPES[name]}
    </svg>
  );
}
