import { useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import type { LocalSigner } from '../../src-core/host/groups/rulings.ts';
import type { HostFailure } from '../host/host-client.ts';
import { useCall } from '../host/use-call.ts';
import { useSecretAct } from '../host/use-secret-act.ts';
import { useSettings } from '../state/settings.ts';
import { Button } from './button.tsx';
import { Digest } from './digest.tsx';
import { EvidenceText } from './evidence-text.tsx';
import { Failure, Loading } from './notice.tsx';
import './sign-dialog.css';

const SHORTEST = 8;

/** Signing, wherever the signed thing is kept. */
export interface SignAct {
  readonly isPending: boolean;
  readonly error?: HostFailure | undefined;
  /** @param onDone - called once it is signed */
  readonly run: (signer: string, passphrase: string, onDone: () => void) => void;
}

interface SignDialogProps {
  readonly title: string;
  /** What is signed, by its digest. */
  readonly coreDigest: string;
  readonly act: SignAct;
  readonly onClose: () => void;
}

/** Chooses or makes a key of this installation and signs with it. The passphrase goes to the host once and is kept nowhere. */
export function SignDialog(props: SignDialogProps) {
  const { title, coreDigest, onClose } = props;
  const { t } = useTranslation(['rulings', 'common']);
  const signers = useCall('signers.list', {});
  const [making, setMaking] = useState(false);
  const isMaking = making || signers.data?.length === 0;
  return (
    <ModalOverlay className="scrim" isOpen onOpenChange={(open) => !open && onClose()}>
      <Modal className="palette sign">
        <Dialog className="palette-dialog sign-dialog">
          <Heading slot="title" className="t-title">
            {title}
          </Heading>
          <p>
            {t('sign.core')} <Digest value={coreDigest} />
          </p>
          <p className="t-2">{t('sign.limits')}</p>
          {signers.error !== null && <Failure error={signers.error} />}
          {signers.data === undefined ? (
            signers.isPending && <Loading />
          ) : isMaking ? (
            <NewSigner onMade={() => setMaking(false)} onCancel={signers.data.length === 0 ? onClose : () => setMaking(false)} />
          ) : (
            <SignForm {...props} signers={signers.data} onNew={() => setMaking(true)} />
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface SignFormProps extends SignDialogProps {
  readonly signers: readonly LocalSigner[];
  readonly onNew: () => void;
}

function SignForm({ act, signers, onNew, onClose }: SignFormProps) {
  const { t } = useTranslation(['rulings', 'common']);
  const [signer, setSigner] = useState(signers.at(-1)?.id ?? '');
  const [passphrase, setPassphrase] = useState('');
  const submit = (): void => {
    const given = passphrase;
    setPassphrase('');
    act.run(signer, given, onClose);
  };
  return (
    <form
      className="sign-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (passphrase !== '' && !act.isPending) submit();
      }}
    >
      <fieldset className="sign-keys">
        <legend className="t-label">{t('sign.key')}</legend>
        {signers.map(({ id, name, kid }) => (
          <label key={id} className="sign-key">
            <input type="radio" name="signer" value={id} checked={signer === id} onChange={() => setSigner(id)} />
            <EvidenceText text={name} /> <span className="t-mono t-2">{`${kid.slice(0, 8)}…${kid.slice(-8)}`}</span>
          </label>
        ))}
      </fieldset>
      <label className="field-row">
        <span className="t-label">{t('sign.passphrase')}</span>
        <input
          className="field"
          type="password"
          autoComplete="off"
          autoFocus
          required
          value={passphrase}
          onChange={(event) => setPassphrase(event.target.value)}
        />
      </label>
      {act.error !== undefined && <Failure error={act.error} />}
      {act.isPending && <Loading what={t('sign.running')} />}
      <p className="sign-acts">
        <Button kind="primary" type="submit" isDisabled={passphrase === '' || act.isPending}>
          {t('sign.do')}
        </Button>
        <Button onPress={onNew}>{t('sign.new')}</Button>
        <Button kind="quiet" onPress={onClose}>
          {t('common:cancel')}
        </Button>
      </p>
    </form>
  );
}

function NewSigner({ onMade, onCancel }: { readonly onMade: () => void; readonly onCancel: () => void }) {
  const { t } = useTranslation(['rulings', 'common']);
  const { settings } = useSettings();
  const [typed, setTyped] = useState<string>();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const create = useSecretAct('signers.create', ['signers']);
  const name = typed ?? settings.analyst;
  const isShort = passphrase.length < SHORTEST;
  const differs = again !== '' && again !== passphrase;
  const isReady = name.trim() !== '' && !isShort && again === passphrase && !create.isPending;
  return (
    <form
      className="sign-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        void create.run({ name: name.trim(), passphrase }, onMade);
        setPassphrase('');
        setAgain('');
      }}
    >
      <p>{t('sign.newAbout')}</p>
      <label className="field-row">
        <span className="t-label">{t('sign.name')}</span>
        <input
          className="field"
          autoFocus
          required
          maxLength={80}
          value={name}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <label className="field-row">
        <span className="t-label">{t('sign.passphraseNew', { count: SHORTEST })}</span>
        <input
          className="field"
          type="password"
          autoComplete="new-password"
          required
          value={passphrase}
          onChange={(event) => setPassphrase(event.target.value)}
        />
      </label>
      <label className="field-row">
        <span className="t-label">{t('sign.again')}</span>
        <input
          className="field"
          type="password"
          autoComplete="new-password"
          required
          aria-invalid={differs}
          aria-describedby={differs ? 'sign-differs' : undefined}
          value={again}
          onChange={(event) => setAgain(event.target.value)}
        />
      </label>
      {differs && (
        <p id="sign-differs" className="is-fail" role="status">
          {t('sign.differs')}
        </p>
      )}
      {create.error !== undefined && <Failure error={create.error} />}
      {create.isPending && <Loading what={t('sign.making')} />}
      <p className="sign-acts">
        <Button kind="primary" type="submit" isDisabled={!isReady}>
          {t('sign.make')}
        </Button>
        <Button kind="quiet" onPress={onCancel}>
          {t('common:cancel')}
        </Button>
      </p>
    </form>
  );
}
