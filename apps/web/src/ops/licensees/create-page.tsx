import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormFailure, Page } from '~/shared/ui/index.ts';
import { adminUrl } from '../ui/format.ts';
import { Section } from '../ui/section.tsx';
import { BrandFields, OwnerFields } from './create-fields.tsx';
import { HostFields } from './host-fields.tsx';
import { ShareFields } from './share-fields.tsx';
import { type Created, useCreateForm } from './use-create-form.ts';

export function CreatePage() {
  const { t } = useTranslation(['ops', 'common']);
  const [created, setCreated] = useState<Created | null>(null);
  if (created) return <Done created={created} onAgain={() => setCreated(null)} />;
  return (
    <Page title={t('create.title')} intro={t('create.intro')}>
      <Form onCreated={setCreated} />
    </Page>
  );
}

function Form({ onCreated }: { onCreated: (created: Created) => void }) {
  const { t } = useTranslation(['ops', 'common']);
  const { form, submit } = useCreateForm(onCreated);
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="lg" maw={760}>
        <Section title={t('create.brand')}>
          <BrandFields form={form} />
        </Section>
        <Section title={t('create.hosts')} intro={t('create.hostsText')}>
          <HostFields form={form} />
        </Section>
        <Section title={t('create.shares')} intro={t('create.sharesText')}>
          <ShareFields form={form} />
        </Section>
        <Section title={t('create.owner')} intro={t('create.ownerText')}>
          <OwnerFields form={form} />
        </Section>
        <FormFailure failure={form.failure} />
        <Group>
          <Button type="submit" loading={form.isSending}>
            {t('create.submit')}
          </Button>
          <Button component={Link} to="/" variant="default">
            {t('common:action.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Done({ created, onAgain }: { created: Created; onAgain: () => void }) {
  const { t } = useTranslation('ops');
  const url = adminUrl(created.host);
  return (
    <Page title={t('create.done', { name: created.name })} intro={t('create.doneText', { email: created.owner.email })}>
      <Stack align="flex-start">
        <Text>{t('create.doneHost', { host: created.host })}</Text>
        <Group>
          <Button
            component="a"
            href={url}
            target="_blank"
            rel="noopener noreferrer"
            rightSection={<ExternalLink size={16} aria-hidden />}
          >
            {t('create.openAdmin')}
          </Button>
          <Button component={Link} to={`/licensees/${created.id}`} variant="default">
            {t('create.openLicensee')}
          </Button>
          <Button variant="subtle" onClick={onAgain}>
            {t('create.again')}
          </Button>
        </Group>
        <Anchor href={url} target="_blank" rel="noopener noreferrer" underline="always">
          {url}
        </Anchor>
      </Stack>
    </Page>
  );
}
