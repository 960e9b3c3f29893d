import { Box, Card, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { boot } from '~/shared/boot.ts';
import { dateTime, money, percent } from '~/shared/format.ts';
import { announce, useProblemForm } from '~/shared/ui/index.ts';
import { unreadableHours } from '~/features/prices/index.ts';
import { type RulesValues, changesOf, parseAmounts, parseRule, textsOf, unreadableBonuses } from './fields.ts';
import { LeaveGuard } from '../shell/leave-guard.tsx';
import { BonusFields, RateHoursFields } from './list-fields.tsx';
import { usePriceTax } from './price-tax.ts';
import { RuleField } from './rule-field.tsx';
import { type Pricing, RULES, RULE_GROUPS } from './rules.ts';
import { SaveRules } from './save-rules.tsx';
import { usePricingActs } from './use-pricing.ts';

/** Every rule, saved now or planned for a day. Running calls keep what they began with. */
export function RulesForm({ pricing }: { pricing: Pricing }) {
  const { t } = useTranslation(['admin', 'prices']);
  const { change, reload } = usePricingActs();
  const form = useProblemForm<RulesValues>({
    mode: 'controlled',
    initialValues: { ...textsOf(pricing), effectiveAt: '', when: 'now' },
    validate: (values) => ({
      ...Object.fromEntries(
        RULES.filter((rule) => parseRule(rule, values[rule.name]) === undefined).map((rule) => [
          rule.name,
          t(`pricing.wrong.${rule.kind}`, { currency: boot.site.currency }),
        ]),
      ),
      ...(parseAmounts(values.topUpPresetsMinor) ? {} : { topUpPresetsMinor: t('pricing.wrong.amounts') }),
      ...unreadableBonuses(values.topUpBonuses, t('pricing.wrong.money', { currency: boot.site.currency })),
      ...unreadableHours(values.rateHours, 'rateHours', t('prices:hours.wrong')),
      ...(values.when === 'later' && values.effectiveAt === '' ? { effectiveAt: t('pricing.wrong.day') } : {}),
    }),
  });
  const submit = form.send(async (values) => {
    const later = values.when === 'later' ? { effectiveAt: new Date(values.effectiveAt).toISOString() } : {};
    try {
      const saved = await change.mutateAsync({ ...changesOf(pricing, values), ...later });
      form.setValues({ ...textsOf(saved), effectiveAt: '', when: 'now' });
      const message = saved.planned && values.when === 'later' ? t('pricing.plannedNow') : t('pricing.saved');
      notifications.show({ message, color: 'success' });
      announce(message);
    } catch (error) {
      // What was typed stays; what the others saved is shown beside it, as the rule in force.
      if (isProblem(error, 'pricing-changed')) await reload();
      throw error;
    }
  });
  const texts = textsOf(pricing);
  const priceTax = usePriceTax(form.values);
  const isDirty = Object.entries(texts).some(
    ([name, text]) => JSON.stringify(form.values[name]) !== JSON.stringify(text),
  );
  return (
    <form onSubmit={submit} noValidate>
      <LeaveGuard isDirty={isDirty} />
      <Stack gap="lg">
        <div>
          <Title order={2} size="h3">
            {t('pricing.rules')}
          </Title>
          <Text c="dimmed">
            {pricing.reviewedAt
              ? t('pricing.reviewed', { at: dateTime(pricing.reviewedAt) })
              : t('pricing.neverReviewed')}
          </Text>
        </div>
        {RULE_GROUPS.map(({ name, rules }) => (
          <Card key={name} withBorder component="section" aria-label={t(`pricing.group.${name}.title`)}>
            <Title order={3} size="h4">
              {t(`pricing.group.${name}.title`)}
            </Title>
            <Text c="dimmed" mb="md">
              {t(`pricing.group.${name}.text`)} {name === 'price' && priceTax.rule}
            </Text>
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
              {rules.map((rule) => (
                <RuleField key={rule.name} rule={rule} inForce={pricing[rule.name]} form={form} />
              ))}
              {name === 'shares' && (
                <div>
                  <Text size="sm" fw={500}>
                    {t('pricing.operatorShare')}
                  </Text>
                  <Text>{percent(pricing.operatorShareBp)}</Text>
                  <Text size="sm" c="dimmed">
                    {t('pricing.operatorShareText')}
                  </Text>
                </div>
              )}
              {name === 'topUp' && (
                <TextInput
                  label={t('pricing.rule.topUpPresetsMinor.label')}
                  description={t('pricing.rule.topUpPresetsMinor.text')}
                  {...form.getInputProps('topUpPresetsMinor')}
                />
              )}
            </SimpleGrid>
            {name === 'topUp' && <Ceilings ceilings={pricing.ceilings} />}
            {name === 'bonus' && (
              <Box mt="lg">
                <BonusFields form={form} />
              </Box>
            )}
            {name === 'price' && (
              <Box mt="lg">
                <RateHoursFields form={form} timeZone={pricing.timeZone} />
              </Box>
            )}
          </Card>
        ))}
        <SaveRules form={form} hasPlanned={pricing.planned !== null} />
      </Stack>
    </form>
  );
}

const CEILINGS = ['topUpMaxMinor', 'maxBalanceMinor', 'topUpDayMaxMinor', 'topUpYearMaxMinor'] as const;

/** What the operator lets these rules be at most. */
function Ceilings({ ceilings }: { ceilings: Pricing['ceilings'] }) {
  const { t } = useTranslation('admin');
  const set = CEILINGS.flatMap((name) =>
    ceilings[name] === null ? [] : [`${t(`pricing.rule.${name}.label`)} ${money(ceilings[name])}`],
  );
  return set.length === 0 ? null : (
    <Text size="sm" c="dimmed" mt="md">
      {t('pricing.ceilings', { list: set.join('; ') })}
    </Text>
  );
}
