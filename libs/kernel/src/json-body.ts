import { MalformedBody } from './problem.js';

/** Far above any body of ours; far below what a recursive reader of the value can stand. */
const MAX_DEPTH = 32;

/**
 * The value of a JSON body.
 * @throws MalformedBody for what is not JSON in UTF-8, is nested too deeply, or sets a prototype.
 */
export function parseJsonBody(bytes: Buffer): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new MalformedBody('The body is not valid JSON in UTF-8.');
  }
  assertSafe(value);
  return value;
}

/** Level by level and not by recursion: depth is what it guards against. */
function assertSafe(value: unknown): void {
  let level = [value].filter(isObject);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw new MalformedBody(`The body is nested deeper than ${MAX_DEPTH} levels.`);
    if (level.some(setsPrototype)) throw new MalformedBody('The body has a member that is not allowed in any object.');
    level = level.flatMap((one) => Object.values(one).filter(isObject));
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function setsPrototype(value: object): boolean {
  if (Object.hasOwn(value, '__proto__')) return true;
  if (!Object.hasOwn(value, 'constructor')) return false;
  const { constructor } = value as { constructor: unknown };
  return isObject(constructor) && Object.hasOwn(constructor, 'prototype');
}
