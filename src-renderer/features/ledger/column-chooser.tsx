import { Button as AriaButton } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { useTranslation } from 'react-i18next';
import { LEDGER_COLUMNS, type LedgerColumn } from '../../../src-core/host/groups/ledger.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { DEFAULT_COLUMNS, widthOf, type ShownColumn } from './columns.ts';

interface ColumnChooserProps {
  readonly columns: readonly ShownColumn[];
  readonly onChange: (columns: readonly ShownColumn[]) => void;
}

const STEP = 16;

/** Which columns show, in which order and how wide. */
export function ColumnChooser({ columns, onChange }: ColumnChooserProps) {
  const { t } = useTranslation('ledger');
  const hidden = LEDGER_COLUMNS.filter((id) => !columns.some((column) => column.id === id));
  const moved = (at: number, by: number): readonly ShownColumn[] => {
    const next = [...columns];
    const [column] = next.splice(at, 1);
    if (column !== undefined) next.splice(at + by, 0, column);
    return next;
  };
  const widen = (id: LedgerColumn, width: number): void =>
    onChange(columns.map((column) => (column.id === id ? { id, width: Math.min(1200, Math.max(48, width)) } : column)));
  return (
    <DialogTrigger>
      <AriaButton className="button small icon-only" aria-label={t('columns')}>
        <Icon name="columns" />
      </AriaButton>
      <Popover className="led-popover" placement="bottom end">
        <Dialog className="chooser" aria-label={t('columns')}>
          <ul aria-label={t('shownColumns')}>
            {columns.map(({ id, width }, at) => (
              <li key={id} className="chooser-row">
                <label>
                  <input
                    type="checkbox"
                    checked
                    disabled={columns.length === 1}
                    onChange={() => onChange(columns.filter((column) => column.id !== id))}
                  />
                  {t(`heads.${id}`)}
                </label>
                <label className="chooser-width">
                  <span className="sr-only">{t('widthOf', { column: t(`heads.${id}`) })}</span>
                  <input
                    type="number"
                    min={48}
                    max={1200}
                    step={STEP}
                    value={width}
                    onChange={(event) => widen(id, event.target.valueAsNumber || 48)}
                  />
                </label>
                <Button
                  kind="quiet"
                  small
                  icon="sort-up"
                  label={t('moveUp', { column: t(`heads.${id}`) })}
                  isDisabled={at === 0}
                  onPress={() => onChange(moved(at, -1))}
                />
                <Button
                  kind="quiet"
                  small
                  icon="sort-down"
                  label={t('moveDown', { column: t(`heads.${id}`) })}
                  isDisabled={at === columns.length - 1}
                  onPress={() => onChange(moved(at, 1))}
                />
              </li>
            ))}
          </ul>
          <ul aria-label={t('hiddenColumns')} className="chooser-hidden">
            {hidden.map((id) => (
              <li key={id} className="chooser-row">
                <label>
                  <input type="checkbox" checked={false} onChange={() => onChange([...columns, { id, width: widthOf(id) }])} />
                  {t(`heads.${id}`)}
                </label>
              </li>
            ))}
          </ul>
          <p className="led-acts">
            <Button small onPress={() => onChange(DEFAULT_COLUMNS)}>
              {t('usualColumns')}
            </Button>
          </p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
