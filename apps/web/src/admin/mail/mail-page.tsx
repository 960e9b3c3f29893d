import { Anchor, Card, Stack, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable, DataView, Page, StatusBadge } from '~/shared/ui/index.ts';
import { SenderForm } from './sender-form.tsx';
import { TextsCard } from './texts-card.tsx';
import { type MailTemplate, useSender, useTemplates } from './use-mail.ts';

/** From whom mails leave, and what they say (O2, A14). */
export function MailPage() {
  const { t } = useTranslation('mails');
  const sender = useSender();
  const templates = useTemplates();
  const columns: Column<MailTemplate>[] = [
    {
      id: 'mail',
      header: t('list.mail'),
      cell: ({ template, locale }) => (
        <Anchor component={Link} to={`/mail/${template}/${locale}`} underline="always">
          {t(`name.${template}`)}
        </Anchor>
      ),
    },
    { id: 'locale', header: t('list.locale'), cell: ({ locale }) => t(`locale.${locale}`) },
    {
      id: 'audience',
      header: t('list.audience'),
      cell: ({ audience }) => <Whole>{t(`audience.${audience as 'people'}`)}</Whole>,
    },
    { id: 'subject', header: t('list.subject'), cell: ({ subject }) => subject },
    {
      id: 'words',
      header: t('list.words'),
      cell: ({ changedAt }) =>
        changedAt === null ? (
          <Whole>{t('list.standard')}</Whole>
        ) : (
          <StatusBadge tone="good">{t('list.own')}</StatusBadge>
        ),
    },
  ];
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Stack gap="lg">
        <Card withBorder component="section" aria-labelledby="sender">
          <Title order={2} size="h4" id="sender" mb="sm">
            {t('sender.title')}
          </Title>
          <DataView query={sender}>{(view) => <SenderForm key={view.address ?? ''} sender={view} />}</DataView>
        </Card>
        <TextsCard />
        <section aria-labelledby="templates">
          <Title order={2} size="h4" id="templates" mb="sm">
            {t('list.title')}
          </Title>
          <DataView query={templates}>
            {(rows) => (
              <DataTable
                caption={t('list.title')}
                rows={rows}
                columns={columns}
                rowKey={({ template, locale }) => `${template}.${locale}`}
              />
            )}
          </DataView>
        </section>
      </Stack>
    </Page>
  );
}

/** One short word: subjects beside it are long, and would leave it too little room to stand in. */
const Whole = ({ children }: { children: string }) => <span style={{ whiteSpace: 'nowrap' }}>{children}</span>;
