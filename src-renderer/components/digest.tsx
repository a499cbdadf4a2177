import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { copyText } from '../host/copy-text.ts';
import { notify } from '../state/toasts.ts';
import './digest.css';

/** `sha256:` and all but the first and last eight digits left out. */
function shortForm(digest: string): readonly [string, string] {
  const digits = digest.replace(/^sha256:/, '');
  return digits.length <= 20 ? [digits, ''] : [digits.slice(0, 8), digits.slice(-8)];
}

/** A digest or key id as a button that copies it whole; the whole of it is its accessible name and shows on focus. */
export function Digest({ value, head = false }: { readonly value: string; readonly head?: boolean }) {
  const { t } = useTranslation('common');
  const [start, end] = shortForm(value);
  const copy = async (): Promise<void> => {
    await copyText(value);
    notify(t('copied'));
  };
  return (
    <Button
      className="digest t-mono"
      aria-label={`${start}${end === '' || head ? '' : `…${end}`}, ${t('copyValue', { value })}`}
      onPress={() => void copy()}
    >
      <span aria-hidden>
        {start}
        {end !== '' && !head && <span className="t-3">…</span>}
        {!head && end}
      </span>
      <span className="digest-whole" aria-hidden>
        {value}
      </span>
    </Button>
  );
}
