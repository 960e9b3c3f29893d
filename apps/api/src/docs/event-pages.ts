import { type DocPage, code, table } from './doc-page.js';
import { exampleOf, resolved } from './example.js';
import type { Document, Schema } from './public-document.js';

/** A page for each type of the catalogue (the `webhooks` of the document), and one that lists them. */
export function eventPages(document: Document): DocPage[] {
  const events = Object.entries(document.webhooks ?? {})
    .map(([type, methods]) => ({ type, ...Object.values(methods)[0]?.requestBody?.content['application/json'] }))
    .sort((a, b) => (a.type < b.type ? -1 : 1));
  if (events.length === 0) return [];
  const meaning = (schema: Schema | undefined): string =>
    schema?.description ?? resolved(document, schema).description ?? '';
  const index = [
    '# Events',
    'What your endpoints are told, and what `GET /v1/events` lists. Members are added to events, never changed. [Read them in order](/docs/events-guide).',
    table(
      ['type', 'when'],
      events.map(({ type, schema }) => [`[\`${type}\`](/docs/events/${type})`, meaning(schema)]),
    ),
  ].join('\n\n');
  return [
    { path: 'events', title: 'Events', group: 'events', markdown: index },
    ...events.map(({ type, schema, example }): DocPage => {
      const { data } = resolved(document, schema).properties ?? {};
      const { properties = {}, required = [] } = resolved(document, data);
      return {
        path: `events/${type}`,
        title: type,
        group: 'events',
        markdown: [
          `# ${type}`,
          `${meaning(schema)}.`.replace('..', '.'),
          code('json', JSON.stringify(example ?? exampleOf(document, schema), null, 2)),
          '## Members of data',
          table(
            ['member', 'type', 'meaning'],
            Object.entries(properties).map(([name, property]) => [
              `\`${name}\`${required.includes(name) ? '' : ' (optional)'}`,
              [resolved(document, property).type ?? 'any'].flat().join(' or '),
              property.description ?? '',
            ]),
          ),
        ].join('\n\n'),
      };
    }),
  ];
}
