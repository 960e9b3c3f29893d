/** What a command may use of its surroundings. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<string | Buffer> & { readonly isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };
  readonly stdoutIsTTY: boolean;
  out(line: string): void;
  err(line: string): void;
  /** Ends what runs on, as Ctrl+C does. */
  readonly signal: AbortSignal;
}

/** Fault of who typed: exit code 2. */
export class UsageError extends Error {}

export const EXIT = { ok: 0, failed: 1, usage: 2, refused: 3, unreachable: 4 } as const;

const CODES = { red: 31, green: 32, yellow: 33, dim: 2 } as const;

/** Colour on a terminal, unless NO_COLOR says no (https://no-color.org). */
export function painted(io: Io, color: keyof typeof CODES, text: string): string {
  const isWanted = io.stdoutIsTTY && (io.env['NO_COLOR'] ?? '') === '';
  return isWanted ? `\u001b[${CODES[color]}m${text}\u001b[0m` : text;
}
