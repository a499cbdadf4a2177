import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerDetail, Link } from '../../../src-core/host/groups/ledger.ts';
import { Button } from '../../components/button.tsx';
import { EvidenceText } from '../../components/evidence-text.tsx';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/mark.tsx';
import { useFormats } from '../../i18n/format.ts';
import { ShortDigest } from './cells.tsx';
import { comparedGroups, firstDifference } from '../../components/digest-difference.ts';

interface LinksPaneProps {
  readonly detail: LedgerDetail;
  readonly onGo: (lineId: number) => void;
}

/** An entry between its neighbours: what each states of the one before it, held against what it is; and who refers to whom. */
export function LinksPane({ detail, onGo }: LinksPaneProps) {
  const { t } = useTranslation('ledger');
  const formats = useFormats();
  const { row, links } = detail;
  const seq = (value: number | undefined): string => (value === undefined ? t('noSeq') : formats.number(value));
  return (
    <section className="pane" data-pane aria-label={t('links')} data-keys="list" data-name="links">
      <header className="pane-head">
        <h2>{t('links')}</h2>
        <span className="t-2 t-small pane-path">
          {t('chainOf')} <EvidenceText text={row.chainName ?? row.chain} />
        </span>
        <Button
          kind="quiet"
          small
          icon="back"
          label={t('commands.chainPrevious')}
          isDisabled={links.previous === undefined}
          onPress={() => links.previous !== undefined && onGo(links.previous.lineId)}
        />
        <Button
          kind="quiet"
          small
          icon="forward"
          label={t('commands.chainNext')}
          isDisabled={links.next === undefined}
          onPress={() => links.next !== undefined && onGo(links.next.lineId)}
        />
      </header>
      <div className="pane-body" tabIndex={0} role="group" aria-label={t('links')}>
        {links.previous === undefined ? (
          <p className="link-none t-2">{t(row.seq === 0 ? 'isFirst' : 'noPrevious')}</p>
        ) : (
          <LinkRow label={t('prev')} link={links.previous} seq={seq(links.previous.seq)} onGo={onGo} />
        )}
        {links.previous !== undefined && (
          <Joint link={links.previous} of={seq(links.previous.seq)} by={seq(row.seq)} way="previous" />
        )}
        <p className="link-row this">
          <span className="t-3">{t('this')}</span>
          <strong>{seq(row.seq)}</strong>
          {row.type !== undefined && <EvidenceText mono text={row.type} />}
        </p>
        {links.next !== undefined && <Joint link={links.next} of={seq(row.seq)} by={seq(links.next.seq)} way="next" />}
        {links.next === undefined ? (
          <p className="link-none t-2">{t('noNext')}</p>
        ) : (
          <LinkRow label={t('next')} link={links.next} seq={seq(links.next.seq)} onGo={onGo} />
        )}
        {links.refs.length > 0 && (
          <References title={t('refs')}>
            {links.refs.map((ref, index) => (
              <Reference key={index} rel={ref.rel} {...(ref.lineId === undefined ? {} : { onGo: () => onGo(ref.lineId ?? 0) })}>
                {ref.lineId === undefined ? (
                  <>
                    <Mark name="missing" size={12} /> <span>{t('refMissing')}</span> <ShortDigest value={ref.digest} />
                  </>
                ) : (
                  <>
                    <EvidenceText text={ref.chain ?? ''} /> {seq(ref.seq)} <EvidenceText mono text={ref.type ?? ''} />
                  </>
                )}
              </Reference>
            ))}
          </References>
        )}
        {links.named.length > 0 && (
          <References title={t('namedBy')}>
            {links.named.map((named) => (
              <Reference key={`${named.lineId} ${named.rel}`} rel={named.rel} onGo={() => onGo(named.lineId)}>
                <EvidenceText text={named.chain} /> {formats.number(named.seq)} <EvidenceText mono text={named.type} />
              </Reference>
            ))}
          </References>
        )}
      </div>
    </section>
  );
}

function LinkRow({
  label,
  link,
  seq,
  onGo,
}: {
  readonly label: string;
  readonly link: Link;
  readonly seq: string;
  readonly onGo: (id: number) => void;
}) {
  return (
    <button type="button" className="link-row" onClick={() => onGo(link.lineId)}>
      <span className="t-3">{label}</span>
      <strong>{seq}</strong>
      {link.type !== undefined && <EvidenceText mono text={link.type} />}
      <Icon name="chevron-right" size={12} />
    </button>
  );
}

interface JointProps {
  readonly link: Link;
  /** The earlier entry, and the later one that states its digest. */
  readonly of: string;
  readonly by: string;
  readonly way: 'previous' | 'next';
}

function Joint({ link: { computed, stated }, of, by, way }: JointProps): ReactNode {
  const { t } = useTranslation('ledger');
  if (computed === undefined || stated === undefined)
    return (
      <div className="joint" data-state="not-checked">
        <p>
          <Mark name="not-checked" size={12} />{' '}
          {t(stated === undefined ? 'statesNone' : 'noDigest', { seq: stated === undefined ? by : of })}
        </p>
      </div>
    );
  const difference = firstDifference(computed, stated);
  if (difference === undefined)
    return (
      <div className="joint" data-state="pass">
        <p>
          <Mark name="pass" size={12} />{' '}
          {t(way === 'previous' ? 'prevEqual' : 'nextEqual', { seq: way === 'previous' ? of : by })}
        </p>
        <p>
          <ShortDigest value={computed} /> <span className="t-2">{t('allBytes')}</span>
        </p>
      </div>
    );
  return (
    <div className="joint" data-state="fail">
      <p>
        <Mark name="fail" size={12} />{' '}
        {t(way === 'previous' ? 'prevDiffers' : 'nextDiffers', { seq: way === 'previous' ? of : by })}
      </p>
      <dl className="digests">
        <dt className="t-3">{t('computed')}</dt>
        <dd>
          <Compared digest={computed} other={stated} />
        </dd>
        <dt className="t-3">{t('stated')}</dt>
        <dd>
          <Compared digest={stated} other={computed} />
        </dd>
      </dl>
      <p>{t('firstDiffers', { at: difference.at, a: difference.a, b: difference.b })}</p>
    </div>
  );
}

function Compared({ digest, other }: { readonly digest: string; readonly other: string }) {
  return (
    <code className="t-mono compared">
      {comparedGroups(digest, other).map((group, index) => (
        <span key={index}>
          {group.map(({ byte, differs, isFirst }, at) => (
            <span key={at} data-differs={isFirst ? 'first' : differs}>
              {byte}
            </span>
          ))}
        </span>
      ))}
    </code>
  );
}

function References({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="references">
      <h3 className="t-label">{title}</h3>
      {children}
    </div>
  );
}

function Reference({ rel, onGo, children }: { readonly rel: string; readonly onGo?: () => void; readonly children: ReactNode }) {
  const body = (
    <>
      <code className="t-mono t-3">{rel}</code>
      <span>{children}</span>
    </>
  );
  return onGo === undefined ? (
    <p className="reference">{body}</p>
  ) : (
    <button type="button" className="reference" onClick={onGo}>
      {body}
    </button>
  );
}
