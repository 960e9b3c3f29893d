/** What the page of a problem says beyond its title. */
export interface ProblemText {
  /** When it is answered, and what has (not) happened. */
  readonly means: string;
  /** What the program, or the person before it, does about it. */
  readonly remedy: string;
  /** A `detail` as it is answered. */
  readonly detail: string;
  /** Members beyond those of every problem: what it is, and an example. */
  readonly members?: Readonly<Record<string, readonly [says: string, example: unknown]>>;
}

export type ProblemTexts = Readonly<Record<string, ProblemText>>;
