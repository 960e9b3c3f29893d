import { Text } from '@mantine/core';
import { IdLink, shortId } from '../parts/links.tsx';
import { useMode } from '../parts/mode.ts';

/** What an event is about. The pages of the console show the real business, so something of test mode is only named. */
export function SubjectLink({ id }: { id: string }) {
  if (useMode() === 'live') return <IdLink id={id} />;
  return (
    <Text span ff="monospace" size="sm" title={id}>
      {shortId(id)}
    </Text>
  );
}
