import { Avatar, Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import { Phone, Star, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { money, number } from '~/shared/format.ts';
import { localeTag } from '~/shared/i18n.ts';
import type { MyAdvisor } from '../live/queries.ts';
import { type ProfileForm, rateOf } from './model.ts';

/** The profile as callers see it, with what is being typed. */
export function ProfilePreview({ advisor, form }: { advisor: MyAdvisor; form: ProfileForm }) {
  const { t } = useTranslation('pro');
  const names = new Intl.DisplayNames([localeTag()], { type: 'language' });
  const rates = [
    { icon: Phone, label: t('medium.voice'), minor: rateOf(form.voiceRate) },
    { icon: Video, label: t('medium.video'), minor: rateOf(form.videoRate) },
  ];
  return (
    <section aria-labelledby="as-seen">
      <Stack gap="sm" style={{ position: 'sticky', insetBlockStart: '1rem' }}>
        <Title order={2} size="h4" id="as-seen">
          {t('profile.preview')}
        </Title>
        <Card withBorder>
          <Stack gap="sm">
            <Group wrap="nowrap" align="flex-start">
              <Avatar src={advisor.photoUrl} alt="" size={72} name={advisor.displayName} color="brand" />
              <div>
                <Text fw={700} fz="lg">
                  {advisor.displayName}
                </Text>
                <Text>{form.headline}</Text>
                <Group gap={4}>
                  <Star size={16} aria-hidden />
                  <Text size="sm">
                    {advisor.ratingAverage === null
                      ? t('profile.noRating')
                      : t('profile.rating', { average: number(advisor.ratingAverage), count: advisor.ratingCount })}
                  </Text>
                </Group>
              </div>
            </Group>
            <Group gap="xs">
              {form.topics.map((topic) => (
                <Badge key={topic} color="neutral" style={{ height: 'auto', whiteSpace: 'normal' }}>
                  {topic}
                </Badge>
              ))}
            </Group>
            <Text size="sm" c="dimmed">
              {form.languages.map((code) => names.of(code) ?? code).join(', ')}
            </Text>
            {form.bio !== '' && <Text style={{ whiteSpace: 'pre-line' }}>{form.bio}</Text>}
            {rates.map(({ icon: Icon, label, minor }) => (
              <Group key={label} justify="space-between">
                <Group gap="xs">
                  <Icon size={18} aria-hidden />
                  <Text>{label}</Text>
                </Group>
                <Text fw={600}>
                  {typeof minor === 'number'
                    ? t('profile.perMinute', { price: money(minor, advisor.currency) })
                    : minor === null
                      ? t('profile.notOffered')
                      : '–'}
                </Text>
              </Group>
            ))}
          </Stack>
        </Card>
      </Stack>
    </section>
  );
}
