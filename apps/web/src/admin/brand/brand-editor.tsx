import { Grid, Stack, Tabs } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConflictNotice } from './conflict-notice.tsx';
import { DraftProvider } from './draft-context.tsx';
import { DraftStore } from './draft-store.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { Look } from './look.tsx';
import { Pictures } from './pictures.tsx';
import { Preview } from './preview.tsx';
import { Proof } from './proof.tsx';
import { Toolbar } from './toolbar.tsx';
import { type Brand, readBrand, saveDraft } from './use-brand.ts';
import { Versions } from './versions.tsx';
import { Words } from './words.tsx';

const PARTS = ['look', 'pictures', 'words', 'versions'] as const;

export function BrandEditor({ brand }: { brand: Brand }) {
  const { t } = useTranslation('admin');
  const [store] = useState(() => new DraftStore(brand.draft, { save: saveDraft, read: readBrand }));
  // What could not be sent while the connection was away goes by itself when it is back.
  useWindowEvent('online', () => void store.flush());
  return (
    <DraftProvider value={store}>
      <LeaveGuard />
      <Stack gap="md">
        <Toolbar published={brand.published} />
        <ConflictNotice />
        <Grid gap="xl">
          <Grid.Col span={{ base: 12, lg: 5 }}>
            <Tabs defaultValue="look" keepMounted={false}>
              <Tabs.List mb="md" aria-label={t('brand.parts')}>
                {PARTS.map((part) => (
                  <Tabs.Tab key={part} value={part}>
                    {t(`brand.part.${part}`)}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              <Tabs.Panel value="look">
                <Stack gap="xl">
                  <Look />
                  <Proof />
                </Stack>
              </Tabs.Panel>
              <Tabs.Panel value="pictures">
                <Pictures />
              </Tabs.Panel>
              <Tabs.Panel value="words">
                <Words />
              </Tabs.Panel>
              <Tabs.Panel value="versions">
                <Versions versions={brand.versions} />
              </Tabs.Panel>
            </Tabs>
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 7 }}>
            <Preview />
          </Grid.Col>
        </Grid>
      </Stack>
    </DraftProvider>
  );
}
