import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Page } from '~/shared/ui/index.ts';
import { usePricingTerms } from '../directory/price.tsx';
import { Contact } from './contact.tsx';

/** How it works in short, and who helps. */
export default function HelpPage() {
  const { t } = useTranslation('site');
  const terms = usePricingTerms();
  const answers = [
    { id: 'cost', title: t('help.cost'), text: t('help.costText') },
    { id: 'pause', title: t('help.pause'), text: t('help.pauseText') },
    { id: 'receipt', title: t('help.receipt'), text: t('help.receiptText') },
    { id: 'money', title: t('help.money'), text: t('help.moneyText') },
    { id: 'password', title: t('help.password'), text: t('help.passwordText') },
  ];
  return (
    <Page title={t('footer.help')} intro={t('help.intro')}>
      <Stack gap="lg" maw="70ch">
        {answers.map(({ id, title, text }) => (
          <section key={id} aria-labelledby={id}>
            <Title order={2} size="h4" id={id}>
              {title}
            </Title>
            <Text>{text}</Text>
            {id === 'cost' && (
              <ul>
                {terms.map((term) => (
                  <li key={term}>{term}</li>
                ))}
              </ul>
            )}
          </section>
        ))}
        <section aria-labelledby="contact">
          <Title order={2} size="h4" id="contact">
            {t('help.contact')}
          </Title>
          <Contact />
        </section>
      </Stack>
    </Page>
  );
}
