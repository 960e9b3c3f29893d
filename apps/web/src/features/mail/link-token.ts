import { useState } from 'react';

/** The token of a mailed link. It stands behind the #, so no server on the way has it in a log. */
export function useLinkToken(): string {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  return token;
}
