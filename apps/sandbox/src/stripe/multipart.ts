import { createHash } from 'node:crypto';

/** A multipart form: its parameters, and the same as one text that does not depend on the boundary. */
export interface MultipartForm {
  params: Record<string, unknown>;
  canonical: string;
}

/** Reads `multipart/form-data` as the SDK sends it; undefined when it is something else. */
export function readMultipart(contentType: string | undefined, body: Buffer): MultipartForm | undefined {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType ?? '')?.[1];
  if (!boundary) return undefined;
  const params: Record<string, unknown> = {};
  const said: string[] = [];
  // Latin-1 keeps every byte as one character.
  for (const part of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const gap = part.indexOf('\r\n\r\n');
    if (gap < 0) continue;
    const head = part.slice(0, gap);
    const data = part.slice(gap + 4, -2);
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? '';
    const filename = /filename="([^"]*)"/.exec(head)?.[1];
    const type = /content-type:\s*(\S+)/i.exec(head)?.[1];
    if (filename === undefined) {
      const text = Buffer.from(data, 'latin1').toString('utf8');
      params[name] = text;
      said.push(`${name}=${text}`);
    } else {
      params[name] = { data, name: Buffer.from(filename, 'latin1').toString('utf8'), ...(type && { type }) };
      said.push(`${name}=${filename}:${createHash('sha256').update(data, 'latin1').digest('hex')}`);
    }
  }
  return { params, canonical: said.join('&') };
}
