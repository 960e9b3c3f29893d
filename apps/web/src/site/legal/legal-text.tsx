import { Anchor, Box, List, Text, Title } from '@mantine/core';
import Markdown, { type Components } from 'react-markdown';

/** The page has the first heading; those of the text come under it. Raw HTML is never drawn. */
const components: Components = {
  h1: ({ children }) => <Title order={2}>{children}</Title>,
  h2: ({ children }) => (
    <Title order={2} size="h3">
      {children}
    </Title>
  ),
  h3: ({ children }) => (
    <Title order={3} size="h4">
      {children}
    </Title>
  ),
  p: ({ children }) => <Text my="sm">{children}</Text>,
  ul: ({ children }) => <List withPadding>{children}</List>,
  ol: ({ children }) => (
    <List withPadding type="ordered">
      {children}
    </List>
  ),
  li: ({ children }) => <List.Item>{children}</List.Item>,
  a: ({ href, children }) => (
    <Anchor href={href} rel="noopener" underline="always">
      {children}
    </Anchor>
  ),
  img: () => null,
};

export default function LegalText({ markdown }: { markdown: string }) {
  return (
    <Box maw="70ch">
      <Markdown components={components}>{markdown}</Markdown>
    </Box>
  );
}
