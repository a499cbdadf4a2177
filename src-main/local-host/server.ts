import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Answer } from '../../src-core/host/answer.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { channels, contract } from '../../src-core/host/contract.ts';
import type { Application } from '../application/application.ts';
import { currentSize } from '../application/file-handles.ts';
import { securityHeaders, type PageFiles } from '../application/page-files.ts';
import type { Sender } from '../application/sender.ts';
import { isOwnRequest } from './guard.ts';
import { createLaunchCodes, type LaunchCodes } from './launch-codes.ts';
import { createSessions, type Session, type Sessions } from './sessions.ts';

/** The longest request of any channel; a UTF-16 code unit takes three bytes of UTF-8 at most. */
const MOST_BODY = 3 * Math.max(...channels.map((channel) => contract[channel].mostLength));
const BODY_MS = 30_000;
const SILENCE_MS = 60_000;
const HEARTBEAT_MS = 15_000;
/** A page that reads no events falls behind by this much, then has to begin again. */
const MOST_UNREAD = 4_000_000;

export interface LocalServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly codes: LaunchCodes;
  close(): Promise<void>;
}

interface Served {
  readonly application: Application;
  readonly pageFiles: PageFiles;
  readonly codes: LaunchCodes;
  readonly sessions: Sessions;
  readonly authority: string;
}

/**
 * Listens on 127.0.0.1 and serves the page and its calls. The application is made by the caller once the port, and so the page's
 * origin, is known.
 */
export async function openLocalServer(
  pageFiles: PageFiles,
  createBehind: (pageOrigin: string) => Application | Promise<Application>,
): Promise<LocalServer> {
  const server = createServer({
    headersTimeout: 10_000,
    // Files of any size come in: not how long a body takes is bounded, but how long it is silent.
    requestTimeout: 0,
    keepAliveTimeout: 5_000,
    maxHeaderSize: 16 * 1024,
    insecureHTTPParser: false,
  });
  server.maxHeadersCount = 64;
  server.maxConnections = 64;
  server.timeout = SILENCE_MS;
  await listen(server);
  const authority = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const origin = `http://${authority}`;
  const application = await createBehind(origin);
  const codes = createLaunchCodes();
  const served: Served = { application, pageFiles, codes, authority, sessions: createSessions(application.dropPage) };
  server.on('request', (request, response) => {
    serve(served, request, response).catch(() => {
      // The connection broke while it was answered, or the answer could not be sent: there is nobody left to tell.
      if (!response.headersSent) send(response, 500, 'text/plain', 'fault');
      else response.destroy();
    });
  });
  return {
    origin,
    codes,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen({ host: '127.0.0.1', port: 0, exclusive: true }, () => {
      server.off('error', fail);
      done();
    });
  });
}

async function serve(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders("'self'"))) response.setHeader(name, value);
  const method = request.method ?? '';
  const path = pathOf(request.url);
  if (path === undefined) return refuse(request, response, 404);
  if (!isOwnRequest({ method, path, headers: request.headers }, served.authority)) return refuse(request, response, 403);

  if (method === 'POST' && path === '/session') return beginSession(served, request, response);
  if (method === 'GET' && !/^\/(?:events$|save\/)/.test(path)) {
    const file = await served.pageFiles.read(path);
    return file === undefined ? refuse(request, response, 404) : send(response, 200, file.type, file.bytes);
  }
  const session = served.sessions.find(request.headers.authorization);
  if (session === undefined) return refuse(request, response, 403);
  const sender: Sender = { page: session.page, origin: `http://${served.authority}`, mainFrame: true };
  if (method === 'GET' && path === '/events') return streamEvents(served, session, sender, request, response);
  if (method === 'GET') return saveFile(served, path.slice('/save/'.length), sender, response);
  if (method === 'POST' && path === '/spool') return spoolFile(served, sender, request, response);
  if (method === 'POST' && path.startsWith('/call/')) {
    return answerCall(served, path.slice('/call/'.length), sender, request, response);
  }
  return refuse(request, response, 404);
}

/** The path as it stands, without the query. Nothing is decoded: names that we serve need no escapes. */
function pathOf(url: string | undefined): string | undefined {
  const path = url?.split('?', 1)[0];
  return path !== undefined && /^\/[A-Za-z0-9._/-]*$/.test(path) ? path : undefined;
}

async function beginSession(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request, response, 1024);
  if (body === undefined) return;
  const code = /^[A-Za-z0-9_-]{43}$/.test(body) ? body : '';
  const outcome = served.codes.spend(code);
  if (outcome === 'too-many') return refuse(request, response, 429);
  if (outcome === 'bad') return refuse(request, response, 403);
  const token = served.sessions.begin();
  if (token === undefined) {
    const error = { code: 'E_TOO_MANY_WINDOWS', message: 'too many windows are open', details: { advice: 'Close one of them.' } };
    return sendAnswer(response, { ok: false, error });
  }
  return sendAnswer(response, { ok: true, value: { token } });
}

async function answerCall(
  served: Served,
  channel: string,
  sender: Sender,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.headers['content-type'] !== 'application/json') return refuse(request, response, 415);
  const body = await readBody(request, response, MOST_BODY);
  if (body === undefined) return;
  // The answer may take minutes; what the page wants to take back, it takes back by closing the connection.
  request.socket.setTimeout(0);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const answer = await served.application.call(channel, body, sender, gone.signal);
  request.socket.setTimeout(SILENCE_MS);
  if (!response.destroyed) sendAnswer(response, answer);
}

async function spoolFile(served: Served, sender: Sender, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const header = request.headers['x-file-name'];
  let name;
  try {
    name = decodeURIComponent(typeof header === 'string' ? header : 'file');
  } catch {
    return refuse(request, response, 400);
  }
  sendAnswer(response, await served.application.takeFile(name, request, sender));
}

async function saveFile(served: Served, handle: string, sender: Sender, response: ServerResponse): Promise<void> {
  let file;
  let size;
  try {
    file = served.application.fileToSave(handle, sender);
    size = await currentSize(file);
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    return send(response, 404, 'text/plain', 'not found');
  }
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': size,
    'content-disposition': 'attachment',
  });
  await pipeline(createReadStream(file.path, { end: Math.max(0, size - 1) }), response);
}

/** One JSON object a line; an empty line now and then tells both ends that the other is there. */
function streamEvents(
  served: Served,
  session: Session,
  sender: Sender,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  request.socket.setTimeout(0);
  response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
  response.write('\n');
  const write = (line: string): void => {
    if (response.writableLength > MOST_UNREAD) response.destroy();
    else response.write(`${line}\n`);
  };
  const unlisten = served.application.listen(sender, (event) => write(JSON.stringify(event)));
  const stopListening = served.sessions.listening(session);
  const beat = setInterval(() => write(''), HEARTBEAT_MS);
  response.once('close', () => {
    clearInterval(beat);
    unlisten();
    stopListening();
  });
}

/** The body as text, or undefined where it was too long or too slow and has been refused. */
async function readBody(request: IncomingMessage, response: ServerResponse, most: number): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > most) {
    refuse(request, response, 413);
    return undefined;
  }
  const late = setTimeout(() => request.destroy(), BODY_MS);
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of request as AsyncIterable<Uint8Array>) {
      length += part.length;
      if (length > most) {
        refuse(request, response, 413);
        return undefined;
      }
      parts.push(part);
    }
  } finally {
    clearTimeout(late);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}

/** Refuses without a word of why: whoever is meant to be here knows. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  // A body that nobody reads would hold the connection.
  if (!request.complete) response.setHeader('connection', 'close');
  send(response, status, 'text/plain; charset=utf-8', 'refused');
}

function sendAnswer(response: ServerResponse, answer: Answer<unknown>): void {
  send(response, 200, 'application/json; charset=utf-8', JSON.stringify(answer));
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
