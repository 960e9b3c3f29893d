/**
 * When the access token of a request ends. The guard has verified the token before, so this only reads its `exp`.
 * @returns the epoch for what is not a token, so that the caller ends at once.
 */
export function tokenExpiry(authorization: string | undefined): Date {
  try {
    const payload: unknown = JSON.parse(Buffer.from(authorization?.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const exp = (payload as { exp?: unknown } | null)?.exp;
    return new Date(typeof exp === 'number' ? exp * 1000 : 0);
  } catch {
    return new Date(0);
  }
}
