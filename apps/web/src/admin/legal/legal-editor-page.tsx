import { Anchor, Stack } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { NotFound } from '../shell/not-found.tsx';
import { type LegalKind, type LegalLocale, kindOf, localeOf } from './kinds.ts';
import { LegalForm } from './legal-form.tsx';
import { LegalVersions } from './legal-versions.tsx';
import { useLegalPage } from './use-legal.ts';

export function LegalEditorPage() {
  const params = useParams({ strict: false }) as { kind?: string; locale?: string };
  const [kind, locale] = [kindOf(params.kind ?? ''), localeOf(params.locale ?? '')];
  if (!kind || !locale) return <NotFound />;
  return <Editor key={`${kind}.${locale}`} kind={kind} locale={locale} />;
}

function Editor({ kind, locale }: { kind: LegalKind; locale: LegalLocale }) {
  const { t } = useTranslation('admin');
  const page = useLegalPage(kind, locale);
  return (
    <Page
      title={t('legal.editorTitle', { page: t(`legal.kind.${kind}`), language: t(`legal.language.${locale}`) })}
      intro={
        <Anchor component={Link} to="/legal">
          {t('legal.back')}
        </Anchor>
      }
    >
      <Stack gap="xl">
        <DataView query={page} loading={<LoadingState lines={1} height={420} />}>
          {(data) => <LegalForm page={data} />}
        </DataView>
        <LegalVersions kind={kind} locale={locale} />
      </Stack>
    </Page>
  );
}
