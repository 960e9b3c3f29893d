import { Typography } from '@mantine/core';
import ReactMarkdown from 'react-markdown';

interface MarkdownProps {
  readonly text: string;
  readonly locale: string;
}

/** Markdown as callers will see it: HTML in it is shown as text. Its headings stand below those of the page. */
export default function Markdown({ text, locale }: MarkdownProps) {
  return (
    <Typography lang={locale} dir={locale === 'ar' ? 'rtl' : 'ltr'}>
      <ReactMarkdown
        components={{
          h1: ({ children }) => <h3>{children}</h3>,
          h2: ({ children }) => <h4>{children}</h4>,
          h3: ({ children }) => <h5>{children}</h5>,
          h4: ({ children }) => <h6>{children}</h6>,
          h5: ({ children }) => <h6>{children}</h6>,
        }}
      >
        {text}
      </ReactMarkdown>
    </Typography>
  );
}
