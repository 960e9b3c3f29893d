import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormFailure } from '~/shared/ui/index.ts';
import { type OwnNumber, useNumberActs } from './queries.ts';
import { useTextProblem } from './words.ts';

const CODE = /^\d{6}$/;

/** The six digits of the text, and another one. */
export function CodeForm({ number }: { number: OwnNumber }) {
  const { t } = useTranslation('texts');
  const words = useTextProblem();
  const { prove, sendAgain } = useNumberActs();
  const [code, setCode] = useState('');
  const proof = useMutation({ mutationFn: prove });
  const again = useMutation({
    mutationFn: sendAgain,
    onSuccess: () => {
      setCode('');
      proof.reset();
    },
  });
  const failed = proof.error ?? again.error;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (CODE.test(code)) proof.mutate(code);
      }}
    >
      <Stack maw={480}>
        <Text role="status">{number.codeFailed ? t('codeFailed') : t('codeSent', { number: number.masked })}</Text>
        <TextInput
          label={t('code')}
          description={t('codeText')}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          value={code}
          onChange={({ currentTarget }) => setCode(currentTarget.value.replace(/\D/g, ''))}
        />
        <FormFailure failure={failed ? words(failed) : null} />
        <Group>
          <Button type="submit" loading={proof.isPending} disabled={!CODE.test(code)}>
            {t('prove')}
          </Button>
          <Button variant="default" loading={again.isPending} onClick={() => again.mutate()}>
            {t('again')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
