import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/format.ts';
import { comparedGroups, firstDifference } from '../../components/digest-difference.ts';

/** Two digests in groups of four bytes, what differs marked, and a sentence that says where they part. */
export function ComparedDigests({ a, b }: { readonly a: string; readonly b: string }) {
  const { t } = useTranslation('compare');
  const formats = useFormats();
  const first = firstDifference(a, b);
  return (
    <div className="compare-digests">
      <DigestRow side={t('sideA')} digest={a} other={b} />
      <DigestRow side={t('sideB')} digest={b} other={a} />
      {first !== undefined && (
        <p className="t-small t-2 compare-digests-said">
          {t('firstByte', { number: formats.number(first.at + 1), a: first.a, b: first.b })}
        </p>
      )}
    </div>
  );
}

function DigestRow({ side, digest, other }: { readonly side: string; readonly digest: string; readonly other: string }) {
  return (
    <p className="compare-digest">
      <span className="t-small t-2">{side}</span>
      <span className="sr-only">{digest}</span>
      <span className="t-mono compare-groups" aria-hidden>
        {comparedGroups(digest, other).map((group, index) => (
          <span key={index}>
            {group.map(({ byte, differs, isFirst }, at) => (
              <span key={at} data-differs={differs} data-first={isFirst}>
                {byte}
              </span>
            ))}
          </span>
        ))}
      </span>
    </p>
  );
}
