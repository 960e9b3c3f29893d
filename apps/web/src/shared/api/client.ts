import createClient from 'openapi-fetch';
import type { components, paths } from './schema.gen.ts';
import { offline, problemOf } from './problem.ts';
import { session } from './session.ts';

export type Schemas = components['schemas'];

/** `fetch` with the session's token, which is renewed once when the API does not take it. */
export async function authorizedFetch(input: Request): Promise<Response> {
  const send = async (token: string | undefined): Promise<Response> => {
    const request = input.clone();
    if (token !== undefined) request.headers.set('authorization', `Bearer ${token}`);
    return fetch(request).catch((error: unknown) => {
      if (input.signal.aborted) throw error;
      throw offline();
    });
  };
  const response = await send(await session.bearer());
  if (response.status !== 401 || session.snapshot().status !== 'signed_in') return response;
  return (await session.refresh()) ? send(await session.bearer()) : response;
}

/** The typed client of the API of this host. Use it through {@link unwrap}, which throws problems. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: authorizedFetch });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer. @throws ApiProblem */
export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw problemOf(error, response);
  return data as T;
}

/** Saves an answer (CSV, JSON) as a file. @throws ApiProblem */
export async function download(path: string, fileName: string): Promise<void> {
  const response = await authorizedFetch(new Request(new URL(path, location.origin)));
  if (!response.ok) throw problemOf(await response.json().catch(() => null), response);
  const url = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement('a'), { href: url, download: fileName });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Sends an image as it is. @throws ApiProblem */
export async function upload<T>(path: string, file: Blob): Promise<T> {
  const request = new Request(new URL(path, location.origin), {
    method: 'PUT',
    headers: { 'content-type': file.type },
    body: file,
  });
  const response = await authorizedFetch(request);
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(body, response);
  return body as T;
}
