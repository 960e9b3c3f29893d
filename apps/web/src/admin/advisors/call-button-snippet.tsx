import { Code, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';

/** The call button of one advisor, ready for a page of the licensee's own [A18]. */
export function CallButtonSnippet({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const snippet = `<script src="${location.origin}/embed/v1.js" async></script>\n<call-button advisor="${id}"></call-button>`;
  return (
    <Section title={t('advisors.button.title')} text={t('advisors.button.text')}>
      <Code block tabIndex={0} aria-label={t('advisors.button.title')}>
        {snippet}
      </Code>
      <Group mt="xs">
        <CopyButton value={snippet} label={t('advisors.button.copy')} variant="default" />
      </Group>
    </Section>
  );
}
