import { useRef } from 'react';

interface SplitterProps {
  readonly label: string;
  /** Whose edge it is: `rows` lies across and moves up and down. */
  readonly way: 'rows' | 'columns';
  /** Size in pixels of what comes after it. */
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

const STEP = 24;

/** The edge between two areas: dragged, or moved by arrows while it has the focus. */
export function Splitter({ label, way, value, least, most, onChange }: SplitterProps) {
  const from = useRef<{ readonly at: number; readonly value: number }>(undefined);
  const put = (next: number): void => onChange(Math.round(Math.min(most, Math.max(least, next))));
  return (
    <div
      className="splitter"
      data-way={way}
      role="separator"
      aria-label={label}
      aria-orientation={way === 'rows' ? 'horizontal' : 'vertical'}
      aria-valuenow={value}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      onKeyDown={(event) => {
        const step = { ArrowUp: STEP, ArrowLeft: STEP, ArrowDown: -STEP, ArrowRight: -STEP }[event.key];
        const fits = way === 'rows' ? /Up|Down/.test(event.key) : /Left|Right/.test(event.key);
        if (event.key === 'Home') put(least);
        else if (event.key === 'End') put(most);
        else if (step !== undefined && fits) put(value + step);
        else return;
        event.preventDefault();
      }}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { at: way === 'rows' ? event.clientY : event.clientX, value };
      }}
      onPointerMove={(event) => {
        if (from.current === undefined) return;
        put(from.current.value + from.current.at - (way === 'rows' ? event.clientY : event.clientX));
      }}
      onPointerUp={() => (from.current = undefined)}
    />
  );
}
