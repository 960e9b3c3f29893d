// What a licensee's developers see of the document of the API, for its pages and for the SDK (scripts/sdk.ts). Imports nothing, because scripts run it as it is.

/** Whether anybody but the operator may call it. What only a vendor signs is for nobody. */
export const isForLicensees = ({ 'x-audience': audience = [] }: { 'x-audience'?: readonly string[] }): boolean =>
  audience.some((one) => one !== 'operator' && one !== 'signature');

/** The schemas that can be reached from these parts of a document. */
export function reachable<S>(schemas: Readonly<Record<string, S>>, ...parts: readonly unknown[]): Record<string, S> {
  const found: Record<string, S> = {};
  const follow = (value: unknown): void => {
    for (const [, name] of JSON.stringify(value ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (found[name!] !== undefined) continue;
      found[name!] = schemas[name!]!;
      follow(found[name!]);
    }
  };
  for (const part of parts) follow(part);
  return found;
}

/** The parameters that an operation has of its own. The others are references to those that many have. */
export const ownParameters = <P extends object>(parameters: readonly P[] = []): P[] =>
  parameters.filter((one) => !('$ref' in one));
