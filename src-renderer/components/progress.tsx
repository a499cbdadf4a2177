import './progress.css';

interface ProgressProps {
  readonly label: string;
  /** From 0 to 1; absent where nobody knows. */
  readonly share?: number | undefined;
}

/** How far something has come. What it is stands beside it in words. */
export function Progress({ label, share }: ProgressProps) {
  return <progress className="progress" aria-label={label} max={1} {...(share === undefined ? {} : { value: share })} />;
}
