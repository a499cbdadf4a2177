import { encodeBase64 } from '../../encoding/base64.ts';
import { encodeLatin1 } from '../../encoding/ascii.ts';
import { AssizeError } from '../../errors.ts';
import { queryParamValues } from './query-param.ts';
import type { RequestHead } from './request-head.ts';
import { parseDictionary, serializeDictionary, serializeMember } from './structured-field.ts';
import type { Item } from './structured-field.ts';
import { targetUri } from './target-uri.ts';

/** Fields known to be dictionaries, which `sf` may spell anew (RFC 9421 section 2.1.1; RFC 9530, RFC 9218, RFC 9421). */
const dictionaries = [
  'content-digest',
  'repr-digest',
  'want-content-digest',
  'want-repr-digest',
  'priority',
  'signature',
  'signature-input',
];

/** The parameters that a component may have. */
const known = ['sf', 'key', 'bs', 'name'];

/**
 * The value of a covered component of a request (RFC 9421 sections 2.1 and 2.2).
 *
 * @param component - the item of the covered list: a string with parameters
 * @throws {AssizeError} `E_HTTP_COMPONENT` where the message has no such component or it cannot be asked of a request;
 *   `I_ALG` for parameters that are not supported (`req`, `tr`, `sf` of a field of unknown type)
 */
export function componentValue(component: Item, head: RequestHead, scheme: 'https' | 'http'): string {
  if (component.item.type !== 'string') throw componentError('a component is named by a string');
  const name = component.item.value;
  const { parameters } = component;
  for (const parameter of parameters.keys()) {
    if (!known.includes(parameter)) throw new AssizeError('I_ALG', `the parameter ${parameter} of a component is not supported`);
  }
  if (name.startsWith('@')) return derivedValue(name, component, head, scheme);
  if (name !== name.toLowerCase() || parameters.has('name')) throw componentError(`no field component: ${name}`);
  const lines = head.fields.get(name);
  if (lines === undefined) throw componentError(`the field ${name} is absent`);
  if (parameters.has('bs')) {
    if (parameters.has('sf') || parameters.has('key')) throw componentError('bs does not go with sf or key');
    return lines.map((line) => `:${encodeBase64(encodeLatin1(line))}:`).join(', ');
  }
  const value = lines.join(', ');
  const key = parameters.get('key');
  if (key !== undefined) {
    const member = key.type === 'string' ? parseDictionary(value).get(key.value) : undefined;
    if (member === undefined) throw componentError(`the field ${name} has no such member`);
    return serializeMember(member);
  }
  if (!parameters.has('sf')) return value;
  if (!dictionaries.includes(name)) throw new AssizeError('I_ALG', `sf of the field ${name} is not supported`);
  return serializeDictionary(parseDictionary(value));
}

function derivedValue(name: string, component: Item, head: RequestHead, scheme: 'https' | 'http'): string {
  const parameter = component.parameters.get('name');
  if (component.parameters.size > (name === '@query-param' ? 1 : 0))
    throw componentError(`${name} has parameters that it cannot have`);
  switch (name) {
    case '@method':
      return head.method;
    case '@request-target':
      return head.target;
    case '@target-uri': {
      const { scheme: own, authority, path, query = '' } = targetUri(head, scheme);
      return `${own}://${authority}${path}${query}`;
    }
    case '@authority':
      return targetUri(head, scheme).authority;
    case '@scheme':
      return targetUri(head, scheme).scheme;
    case '@path':
      return targetUri(head, scheme).path;
    case '@query':
      return targetUri(head, scheme).query ?? '?';
    case '@query-param': {
      if (parameter?.type !== 'string') throw componentError('@query-param names a parameter');
      const values = queryParamValues(targetUri(head, scheme).query ?? '?', parameter.value);
      if (values?.length !== 1) throw componentError(`the query has not exactly one parameter ${parameter.value}`);
      return values[0] as string;
    }
    default:
      throw componentError(`${name} cannot be derived from a request`);
  }
}

function componentError(message: string): AssizeError {
  return new AssizeError('E_HTTP_COMPONENT', message);
}
