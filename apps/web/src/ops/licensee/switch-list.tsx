import { Divider, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ConfirmButton, DataView, StatusBadge } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import { type Switches, changeSwitch, useSwitches } from './use-licensee.ts';

/** The words of each switch: its name, what off does, what on does. */
const SWITCHES = [
  { name: 'calls', title: 'switches.calls', off: 'switches.callsOff', on: 'switches.callsOn' },
  { name: 'topUps', title: 'switches.topUps', off: 'switches.topUpsOff', on: 'switches.topUpsOn' },
  { name: 'signUps', title: 'switches.signUps', off: 'switches.signUpsOff', on: 'switches.signUpsOn' },
  { name: 'signIns', title: 'switches.signIns', off: 'switches.signInsOff', on: 'switches.signInsOn' },
] as const satisfies readonly { name: keyof Switches; title: string; off: string; on: string }[];

export function SwitchList({ id }: { id: string }) {
  const { t } = useTranslation('ops');
  const query = useSwitches(id);
  return (
    <Section title={t('switches.title')} intro={t('switches.intro')}>
      <DataView query={query}>
        {(switches) => (
          <Stack gap="md">
            {SWITCHES.map((one, i) => (
              <div key={one.name}>
                {i > 0 && <Divider mb="md" />}
                <OneSwitch id={id} words={one} isOn={switches[one.name]} />
              </div>
            ))}
          </Stack>
        )}
      </DataView>
    </Section>
  );
}

function OneSwitch({ id, words, isOn }: { id: string; words: (typeof SWITCHES)[number]; isOn: boolean }) {
  const { t } = useTranslation('ops');
  const what = t(words.title);
  return (
    <Group justify="space-between" align="flex-start" gap="md">
      <div style={{ flex: '1 1 16rem' }}>
        <Group gap="xs">
          <Title order={3} size="h5">
            {what}
          </Title>
          <StatusBadge tone={isOn ? 'good' : 'bad'}>{isOn ? t('switches.on') : t('switches.off')}</StatusBadge>
        </Group>
        <Text size="sm" c="dimmed">
          {isOn ? t(words.off) : t(words.on)}
        </Text>
      </div>
      <ConfirmButton
        key={String(isOn)}
        aria-label={isOn ? t('switches.turnOffOpen', { what }) : t('switches.turnOnOpen', { what })}
        variant={isOn ? 'outline' : 'filled'}
        color={isOn ? 'danger' : 'brand'}
        title={isOn ? t('switches.turnOffTitle', { what }) : t('switches.turnOnTitle', { what })}
        text={isOn ? t(words.off) : t(words.on)}
        confirmLabel={isOn ? t('switches.turnOff') : t('switches.turnOn')}
        reason={{ label: t('reason.label'), minLength: 3 }}
        onConfirm={async (why) => {
          await changeSwitch(id, words.name, !isOn, why);
          notify(isOn ? t('switches.turnedOff', { what }) : t('switches.turnedOn', { what }));
        }}
      >
        {isOn ? t('switches.turnOff') : t('switches.turnOn')}
      </ConfirmButton>
    </Group>
  );
}
