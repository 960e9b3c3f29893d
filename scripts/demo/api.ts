import http from 'node:http';

/** An answer that the demo did not expect. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;

  constructor(what: string, status: number, body: string) {
    super(`${what}: HTTP ${status} ${body.slice(0, 500)}`);
    this.status = status;
  }
}

export interface RequestOptions {
  token?: string;
  body?: object;
  /** Idempotency-Key. */
  key?: string;
}

/**
 * The platform's public HTTP as a client on a licensee's host sees it. Node's fetch refuses to set Host, and not every
 * machine resolves *.localhost, so the connection goes to the loopback address and the host travels in the header.
 */
export class Api {
  readonly host: string;
  readonly port: number;
  private readonly agent = new http.Agent({ keepAlive: true });

  constructor(host: string, port: number) {
    this.host = host;
    this.port = port;
  }

  get<T>(path: string, token?: string): Promise<T> {
    return this.send<T>('GET', path, { token });
  }

  post<T>(path: string, options: RequestOptions): Promise<T> {
    return this.send<T>('POST', path, options);
  }

  /** Text of an answer that is not JSON, or that must be kept byte by byte. */
  async text(method: string, path: string, { token, body, key }: RequestOptions = {}): Promise<string> {
    const response = await this.open(method, path, { token, body, key });
    response.setEncoding('utf8');
    let text = '';
    for await (const chunk of response) text += String(chunk);
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) throw new Refused(`${method} ${path}`, status, text);
    return text;
  }

  /** The answer as it begins; the caller reads on. */
  open(
    method: string,
    path: string,
    { token, body, key }: RequestOptions,
    accept?: string,
  ): Promise<http.IncomingMessage> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      host: `${this.host}:${this.port}`,
      accept: accept ?? 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(payload === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
    };
    return new Promise((resolve, reject) => {
      // A stream stays open for the whole demo: on a connection of its own.
      const agent = accept === undefined ? this.agent : false;
      const request = http.request({ host: '127.0.0.1', port: this.port, method, path, headers, agent }, resolve);
      request.on('error', reject);
      if (accept === undefined)
        request.setTimeout(30_000, () => request.destroy(new Error(`${method} ${path}: no answer in 30 s`)));
      request.end(payload);
    });
  }

  close(): void {
    this.agent.destroy();
  }

  async send<T>(method: string, path: string, options: RequestOptions): Promise<T> {
    const text = await this.text(method, path, options);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
