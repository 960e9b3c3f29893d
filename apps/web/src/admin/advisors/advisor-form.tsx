import { Button, Group, Radio, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { percent } from '~/shared/format.ts';
import { editablePercent, parsePercent } from '~/shared/percent.ts';
import { FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useChangeAdvisor, usePricing } from './data.ts';
import { useRefusals } from './refusals.ts';
import type { Advisor } from './labels.ts';

/** Name, headline and commission, as staff change them. Calls that were requested keep their shares. */
export function AdvisorForm({ advisor }: { advisor: Advisor }) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  const pricing = usePricing();
  const change = useChangeAdvisor(advisor.id);
  const refuse = useRefusals();
  const form = useProblemForm(
    {
      initialValues: {
        displayName: advisor.displayName,
        headline: advisor.headline,
        kind: advisor.shareBp === null ? 'default' : 'own',
        share: advisor.shareBp === null ? '' : editablePercent(advisor.shareBp),
      },
      validate: {
        displayName: (name) => (name.trim() === '' ? t('advisors.field.nameNeeded') : null),
        share: (share, { kind }) =>
          kind === 'own' && parsePercent(share) === undefined ? t('advisors.share.invalid') : null,
      },
    },
    { shareBp: 'share' },
  );
  const isOwn = form.getValues().kind === 'own';
  const send = form.send(async ({ displayName, headline, kind, share }) => {
    const shareBp = kind === 'own' ? (parsePercent(share) ?? null) : null;
    const saved = await change
      .mutateAsync({ displayName: displayName.trim(), headline: headline.trim(), shareBp })
      .catch(refuse(form.setFieldError));
    if (saved) notifications.show({ color: 'success', message: common('action.saved') });
  });
  return (
    <Section title={t('advisors.change')} text={t('advisors.changeText')}>
      <form onSubmit={send} noValidate>
        <Stack maw={520}>
          <TextInput label={t('advisors.field.name')} required maxLength={80} {...form.getInputProps('displayName')} />
          <TextInput label={t('advisors.field.headline')} maxLength={120} {...form.getInputProps('headline')} />
          <Radio.Group label={t('advisors.share.label')} {...form.getInputProps('kind')}>
            <Stack gap="xs" mt="xs">
              <Radio
                value="default"
                label={
                  pricing.data
                    ? t('advisors.share.defaultOf', { share: percent(pricing.data.advisorShareBp) })
                    : t('advisors.share.default')
                }
              />
              <Radio value="own" label={t('advisors.share.own')} />
            </Stack>
          </Radio.Group>
          {isOwn && (
            <TextInput
              label={t('advisors.share.percent')}
              description={t('advisors.share.hint')}
              inputMode="decimal"
              required
              {...form.getInputProps('share')}
            />
          )}
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" loading={form.isSending}>
              {common('action.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
