import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import { Button, KeyCap } from '../components/button.tsx';
import { commandsOf, useCommandSets } from '../state/commands.ts';
import './legend.css';

/** Every key that does something here. */
export function Legend({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation(['shell', 'common']);
  const sets = useCommandSets((state) => state.sets);
  const sections = [
    ...Map.groupBy(
      commandsOf(sets).filter(({ keys }) => keys !== undefined),
      ({ section }) => section,
    ),
  ];
  return (
    <ModalOverlay className="scrim" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable>
      <Modal className="palette legend">
        <Dialog className="palette-dialog">
          <div className="legend-head">
            <Heading slot="title" className="t-title">
              {t('shell:legend')}
            </Heading>
            <Button kind="quiet" icon="close" label={t('common:close')} onPress={onClose} />
          </div>
          <div className="legend-body" tabIndex={0} role="group" aria-label={t('shell:legend')}>
            {sections.map(([section, commands]) => (
              <section key={section}>
                <h3 className="t-label">{section}</h3>
                <dl>
                  {commands.map((command) => (
                    <div key={command.id} className="legend-row">
                      <dt>{command.title}</dt>
                      <dd>
                        {command.keys?.map((keys) => (
                          <KeyCap key={keys} keys={keys} />
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
