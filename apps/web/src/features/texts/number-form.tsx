import { Button, Checkbox, Group, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '~/shared/api/index.ts';
import { FormFailure } from '~/shared/ui/index.ts';
import { type TextNumberView, useNumberActs } from './queries.ts';
import { useTextProblem } from './words.ts';

const NUMBER = /^\+[1-9]\d{6,14}$/;
/** People write a number in groups, and often with 00. */
const plain = (typed: string): string => typed.replace(/[\s()/.-]/g, '').replace(/^00/, '+');

/** A number, how texts come, and the consent. */
export function NumberForm({ view, onDone }: { view: TextNumberView; onDone: () => void }) {
  const { t } = useTranslation(['texts', 'common']);
  const words = useTextProblem();
  const { save } = useNumberActs();
  const form = useForm({
    initialValues: { number: '', channel: view.channels[0]!, agreed: false },
    validate: {
      number: (typed) => (NUMBER.test(plain(typed)) ? null : t('texts:noNumber')),
      agreed: (value) => (value ? null : t('texts:mustAgree')),
    },
  });
  const send = useMutation({
    mutationFn: ({ number, channel }: typeof form.values) =>
      save({ number: plain(number), channel, consentVersion: view.consent.version }),
    onSuccess: onDone,
    onError: (error) => {
      if (error instanceof ApiProblem && error.errors.some(({ pointer }) => pointer === '/number'))
        form.setFieldError('number', t('texts:noNumber'));
    },
  });
  const isAtField = form.errors['number'] !== undefined;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => send.mutate(values))}>
      <Stack maw={480}>
        <TextInput
          type="tel"
          autoComplete="tel"
          required
          label={t('texts:number')}
          description={t('texts:numberText')}
          {...form.getInputProps('number')}
        />
        {view.channels.length > 1 && (
          <Radio.Group label={t('texts:how')} {...form.getInputProps('channel')}>
            <Group mt="xs">
              {view.channels.map((channel) => (
                <Radio key={channel} value={channel} label={t(`texts:channel.${channel}`)} />
              ))}
            </Group>
          </Radio.Group>
        )}
        <Checkbox label={view.consent.text} {...form.getInputProps('agreed', { type: 'checkbox' })} />
        <FormFailure failure={send.isError && !isAtField ? words(send.error) : null} />
        <Group>
          <Button type="submit" loading={send.isPending}>
            {t('texts:sendCode')}
          </Button>
          {view.number !== null && (
            <Button variant="default" onClick={onDone}>
              {t('common:action.cancel')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
