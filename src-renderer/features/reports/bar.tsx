interface BarProps {
  readonly value: number;
  /** The part of `value` that fails. */
  readonly failing: number;
  /** What the whole width stands for. */
  readonly most: number;
}

/** Silent: the numbers stand beside it. */
export function Bar({ value, failing, most }: BarProps) {
  const share = (part: number): string => `${(Math.max(0, part) / Math.max(1, most)) * 100}%`;
  return (
    <span className="report-bar" aria-hidden>
      <span className="report-bar-fail" style={{ inlineSize: share(failing) }} />
      <span className="report-bar-rest" style={{ inlineSize: share(value - failing) }} />
    </span>
  );
}
