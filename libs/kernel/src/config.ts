import { readFileSync } from 'node:fs';
import { contradictions } from './config-contradictions.js';
import { Invalid } from './config-values.js';
import { type Config, VARIABLES, type Variable } from './config-variables.js';

export { type Config, VARIABLES, type Variable } from './config-variables.js';

/** Injection token of the parsed configuration. */
export const CONFIG = Symbol('Config');

/** Thrown once at start with every problem of the environment, one line each. */
export class InvalidConfiguration extends Error {}

/**
 * Parses the environment into a frozen object. A variable may be given as `NAME_FILE`, the path of a file that holds it.
 * @throws InvalidConfiguration naming every missing or malformed variable.
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(VARIABLES) as [string, Variable<unknown>][]) {
    const raw = readRaw(name, env, problems) ?? variable.fallback;
    if (raw === undefined) {
      problems.push(`${name} is missing: ${variable.description}`);
      continue;
    }
    try {
      values[name] = variable.parse(raw);
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      problems.push(`${name} ${error.message}${variable.secret ? '' : ` (is "${raw}")`}`);
    }
  }
  if (problems.length === 0) problems.push(...contradictions(values as Config));
  if (problems.length > 0) throw new InvalidConfiguration(`Invalid configuration:\n  ${problems.join('\n  ')}`);
  return Object.freeze(values) as Config;
}

function readRaw(name: string, env: Record<string, string | undefined>, problems: string[]): string | undefined {
  const direct = env[name];
  if (direct !== undefined && direct !== '') return direct;
  const file = env[`${name}_FILE`];
  if (file === undefined || file === '') return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    problems.push(`${name}_FILE names a file that cannot be read`);
    return undefined;
  }
}

/** Public address of a licensee host, without a trailing slash. */
export function publicUrl(config: Config, host: string): string {
  return config.PUBLIC_URL_TEMPLATE.replace('{host}', host);
}
