import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { go } from '../state/route.ts';
import { Button } from './button.tsx';
import './title-strip.css';

interface TitleStripProps {
  readonly title: string;
  /** One line that says what the screen is about just now. */
  readonly hint?: ReactNode;
  /** The topic of the help that explains the screen. */
  readonly topic: string;
  /** Actions, at the right end. */
  readonly children?: ReactNode;
}

/** The head of a screen of one object. */
export function TitleStrip({ title, hint, topic, children }: TitleStripProps) {
  const { t } = useTranslation('help');
  return (
    <header className="strip">
      <h1 className="t-title">{title}</h1>
      {hint !== undefined && <span className="t-2">{hint}</span>}
      <span className="strip-gap" />
      {children}
      <Button kind="quiet" icon="help" label={t('about', { what: title })} onPress={() => go({ screen: 'help', topic })} />
    </header>
  );
}
