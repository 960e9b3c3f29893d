/** What looks like a secret or a person in the answer of a receiver: error pages show headers and settings. */
const PATTERNS: readonly RegExp[] = [
  /whsec_[A-Za-z0-9+/=_-]+/g,
  /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9_]+/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)?/g,
  /(?<=\b(?:bearer|basic)\s+)[A-Za-z0-9+/=._~-]{8,}/gi,
  /(?<=\b(?:password|passwd|pwd|secret|token|api[_-]?key|authorization|cookie)\b["']?\s*[:=]\s*["']?)[^\s"'<>,;&]{3,}/gi,
  /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g,
  /\b\d(?:[ -]?\d){12,18}\b/g,
];

/** The beginning of an answer as it may be kept and shown: text without control characters, secrets and addresses of people. */
export function redacted(body: Buffer, maxCharacters: number): string {
  // Twice as much is looked at, so that a secret that is cut off at the end is recognised.
  const text = body.toString('utf8').slice(0, maxCharacters * 2);
  const clean = text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\uFFFD');
  return PATTERNS.reduce((kept, pattern) => kept.replace(pattern, '[removed]'), clean).slice(0, maxCharacters);
}
