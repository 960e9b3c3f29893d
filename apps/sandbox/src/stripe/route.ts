import type { StripeState } from './state.js';

/** One request, already validated against the wire schema. */
export interface Call<P = Record<string, unknown>> {
  state: StripeState;
  params: P;
  /** The id in the path, empty when there is none. */
  id: string;
  /** The second id in the path. */
  sub: string;
  path: string;
  query: string;
}

/** One route of the API: its wire root is also the name of the SDK call. */
export interface Route {
  method: 'DELETE' | 'GET' | 'POST';
  pattern: RegExp;
  root: string;
  answer: (call: Call) => object;
}

/** `path` holds at most one `:id` and, after it, one `:sub`. */
export function route<P>(
  method: Route['method'],
  path: string,
  root: string,
  answer: (call: Call<P>) => object,
): Route {
  const pattern = new RegExp(`^${path.replace(/:(id|sub)/g, '([^/]+)')}$`);
  return { method, pattern, root, answer: answer as Route['answer'] };
}

/** The object as it is stored. */
export const retrieve = (type: string) => (call: Call) => call.state.must(type, call.id);
