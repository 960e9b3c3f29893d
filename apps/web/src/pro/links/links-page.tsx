import { useTranslation } from 'react-i18next';
import { LinkList, NewLinkButton } from '~/features/links/index.ts';
import { Page } from '~/shared/ui/index.ts';

/** The advisor's own links to call, at prices of their own [A19]. */
export function LinksPage() {
  const { t } = useTranslation('links');
  return (
    <Page title={t('title')} intro={t('intro')} actions={<NewLinkButton />}>
      <LinkList mayChange />
    </Page>
  );
}
