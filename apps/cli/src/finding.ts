/** What a check of `doctor` has found. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'fault' | 'skipped';
  readonly detail: string;
  /** What to do; for what is not ok. */
  readonly fix?: string;
}
