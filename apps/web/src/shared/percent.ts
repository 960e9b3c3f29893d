const PERCENT = /^\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*%?\s*$/;

/** Basis points of what somebody typed ("62.5", "62,5 %"), or undefined when it is no share. */
export function parsePercent(typed: string): number | undefined {
  const match = PERCENT.exec(typed);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  const basisPoints = Number.parseInt(whole + fraction.padEnd(2, '0'), 10);
  return basisPoints <= 10_000 ? basisPoints : undefined;
}

/** Basis points as an editable percentage, "62.5". */
export function editablePercent(basisPoints: number): string {
  const text = basisPoints.toString().padStart(3, '0');
  return `${text.slice(0, -2)}.${text.slice(-2)}`.replace(/\.?0+$/, '') || '0';
}
