import type { OpenAPIObject } from '@nestjs/swagger';
import { isForLicensees, reachable } from './document-parts.js';

/** Members of the document that the pages read. */
export interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>;
  readonly 'x-audience'?: readonly string[];
  readonly 'x-key-scope'?: string;
}
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}
export type Content = Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>;
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly webhooks?: Readonly<
    Record<string, Readonly<Record<string, { readonly requestBody?: { content: Content } }>>>
  >;
}

/** What a licensee's developers may know: the document without the operator's operations and what only they name. */
export function publicDocument(document: OpenAPIObject): Document {
  const { paths, components, ...rest } = document as unknown as Document;
  const open = Object.fromEntries(
    Object.entries(paths)
      .map(([path, methods]): [string, Record<string, Operation>] => [
        path,
        Object.fromEntries(
          Object.entries(methods)
            .filter(([, operation]) => isForLicensees(operation))
            .map(([method, operation]) => [method, withoutOperator(operation)]),
        ),
      ])
      .filter(([path, methods]) => path.startsWith('/v1/') && Object.keys(methods).length > 0),
  );
  const schemas = reachable(components.schemas, open, rest.webhooks);
  return { ...rest, paths: open, components: { ...components, schemas } };
}

function withoutOperator(operation: Operation): Operation {
  const audience = operation['x-audience'] ?? [];
  return { ...operation, 'x-audience': audience.filter((one) => one !== 'operator') };
}
