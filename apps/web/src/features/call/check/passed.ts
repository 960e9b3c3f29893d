const KEY = 'call-check-passed';
const VALID_MS = 24 * 3_600_000;

/** Whether this device passed the check in the last 24 hours (S6.7). */
export const hasPassed = (): boolean => Date.now() - Number(localStorage.getItem(KEY) ?? 0) < VALID_MS;

export const rememberPass = (): void => localStorage.setItem(KEY, String(Date.now()));
