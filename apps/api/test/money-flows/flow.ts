import type { World } from './world.ts';

/** Something that happens to money, as a sentence, and the acts that make it happen. What they post is its table in docs/money.md. */
export interface Flow {
  readonly title: string;
  /** What the table does not say. */
  readonly words: string;
  /** What is there before; its postings belong to other flows. The answer is handed to `happens`. */
  readonly given?: (world: World) => Promise<unknown>;
  readonly happens: (world: World, given: never) => Promise<unknown>;
}

export interface Chapter {
  readonly title: string;
  readonly flows: readonly Flow[];
}

/** Ties what is given to what happens. */
export const flow = <Given>(
  title: string,
  words: string,
  given: (world: World) => Promise<Given>,
  happens: (world: World, given: Given) => Promise<unknown>,
): Flow => ({ title, words, given, happens });
