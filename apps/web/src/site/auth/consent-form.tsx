import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { DataView, FormFailure, LoadingState, useProblemForm } from '~/shared/ui/index.ts';
import { type LegalHead, useLegalHeads } from '../legal/legal-texts.ts';
import { AdultBox, LegalConsentBox } from './consent-boxes.tsx';
import { type Consents, recordConsents, useConsents } from './consents.ts';

interface FormProps {
  readonly consents: Consents;
  readonly heads: readonly LegalHead[];
  readonly onDone: () => void;
}

function Form({ consents, heads, onDone }: FormProps) {
  const { t, i18n } = useTranslation('site');
  const asked = heads.filter(({ kind }) => consents.required.some((one) => one === kind));
  const asksAge = !consents.current.some(({ kind, granted }) => kind === 'age' && granted);
  const has = (kind: LegalHead['kind']): boolean => asked.some((head) => head.kind === kind);
  const ticked = (value: unknown): string | null => (value === true ? null : t('consent.needed'));
  const form = useProblemForm({
    initialValues: { terms: false, privacy: false, adult: false },
    validate: {
      terms: (value) => (has('terms') ? ticked(value) : null),
      privacy: (value) => (has('privacy') ? ticked(value) : null),
      adult: (value) => (asksAge ? ticked(value) : null),
    },
  });
  const agree = form.send(async () => {
    const inputs: Schemas['ConsentInput'][] = asked.flatMap(({ kind, version, locale }) =>
      kind === 'terms' || kind === 'privacy' ? [{ kind, version, locale, granted: true }] : [],
    );
    const age = { kind: 'age', locale: i18n.language.startsWith('de') ? 'de' : 'en', granted: true } as const;
    await recordConsents(asksAge ? [...inputs, age] : inputs);
    onDone();
  });
  return (
    <form onSubmit={agree} noValidate style={{ maxWidth: '32rem' }}>
      <Stack>
        {asked.map((head) =>
          head.kind === 'terms' || head.kind === 'privacy' ? (
            <LegalConsentBox
              key={head.kind}
              kind={head.kind}
              head={head}
              input={form.getInputProps(head.kind, { type: 'checkbox' })}
            />
          ) : null,
        )}
        {asksAge && <AdultBox input={form.getInputProps('adult', { type: 'checkbox' })} />}
        <FormFailure failure={form.failure} />
        <Button type="submit" loading={form.isSending}>
          {t('consent.submit')}
        </Button>
      </Stack>
    </form>
  );
}

/** Asks for what the person has not agreed to, each text on its own. */
export function ConsentForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('site');
  const consents = useConsents();
  const heads = useLegalHeads();
  return (
    <DataView query={consents} loading={<LoadingState lines={2} />}>
      {(given) =>
        given.required.length === 0 ? (
          <Stack align="flex-start">
            <Text>{t('consent.nothing')}</Text>
            <Button onClick={onDone}>{t('consent.goOn')}</Button>
          </Stack>
        ) : (
          <DataView query={heads} loading={<LoadingState lines={2} />}>
            {(pages) => <Form consents={given} heads={pages} onDone={onDone} />}
          </DataView>
        )
      }
    </DataView>
  );
}
