import { CATALOGUE } from '../events/catalogue.js';

/** `*`, `call.*` or `call.ended`: what an endpoint may ask for. */
export const EVERYTHING = '*';

const NOUNS = new Set([...CATALOGUE.keys()].map((type) => type.slice(0, type.indexOf('.'))));

export const isKnownChoice = (choice: string): boolean =>
  choice === EVERYTHING || CATALOGUE.has(choice) || (choice.endsWith('.*') && NOUNS.has(choice.slice(0, -2)));

export const wants = (choices: readonly string[], type: string): boolean =>
  choices.some(
    (choice) =>
      choice === EVERYTHING || choice === type || (choice.endsWith('.*') && type.startsWith(choice.slice(0, -1))),
  );
