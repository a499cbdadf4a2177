import { useTranslation } from 'react-i18next';
import { MESSAGES, type FindingMessage } from '../../src-core/evidence/messages.ts';

export interface CodeWords {
  readonly title: string;
  readonly advice: string;
}

/** What a finding's code says to a person, in the page's language; the code itself where it is not one of ours. */
export function useCodeWords(): (code: string) => CodeWords {
  const { i18n } = useTranslation();
  const language = i18n.language === 'zh-CN' ? 'zh' : 'en';
  return (code) => {
    const message = (MESSAGES as Readonly<Record<string, FindingMessage>>)[code];
    return message === undefined ? { title: code, advice: '' } : { title: message[language], advice: message.advice[language] };
  };
}
