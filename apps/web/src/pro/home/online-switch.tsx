import { Alert, Group, Loader, Stack, Text, UnstyledButton } from '@mantine/core';
import { type LucideIcon, MonitorSmartphone, Phone, PhoneCall, PhoneIncoming, PhoneOff, Timer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { FamilyName } from '@app/theme';
import { boot } from '~/shared/boot.ts';
import { FormFailure, useProblemText } from '~/shared/ui/index.ts';
import { useWakeLockState } from '../device/wake-lock.ts';
import type { Call, MyAdvisor } from '../live/queries.ts';
import { type WorkState, workState } from '../live/work-state.ts';
import { useAvailability } from './use-availability.ts';

const LOOKS = {
  offline: { family: 'neutral', icon: PhoneOff, title: 'state.offline', hint: 'home.hint.offline' },
  online: { family: 'success', icon: Phone, title: 'state.online', hint: 'home.hint.online' },
  ringing: { family: 'brand', icon: PhoneIncoming, title: 'state.ringing', hint: 'home.hint.ringing' },
  in_call: { family: 'warning', icon: PhoneCall, title: 'state.inCall', hint: 'home.hint.inCall' },
  wrap_up: { family: 'brand', icon: Timer, title: 'state.wrapUp', hint: 'home.hint.wrapUp' },
} as const satisfies Record<WorkState, { family: FamilyName; icon: LucideIcon; title: string; hint: string }>;

/** The big switch (A2.1): shows what the service has confirmed, and asks for the other. */
export function OnlineSwitch({ advisor, calls }: { advisor: MyAdvisor; calls: readonly Call[] }) {
  const { t } = useTranslation('pro');
  const words = useProblemText();
  const availability = useAvailability();
  const { family, icon: Icon, title, hint } = LOOKS[workState(advisor, calls)];
  const { available } = advisor;
  const { open, switches } = boot.site;
  const openHint = hint === 'home.hint.online' && !(open && switches.calls) ? 'home.hint.paused' : hint;
  return (
    <Stack gap="sm">
      <UnstyledButton
        role="switch"
        aria-checked={available}
        aria-label={t('home.switch')}
        aria-describedby="switch-state"
        aria-busy={availability.isPending}
        disabled={advisor.status !== 'active'}
        onClick={() => availability.set(!available)}
        style={{
          padding: '1.5rem',
          borderRadius: 'var(--t-radius)',
          border: `2px solid var(--t-${family}-ui)`,
          background: `var(--t-${family}-tint)`,
          color: `var(--t-${family}-on-tint)`,
        }}
      >
        <Group wrap="nowrap" gap="lg" id="switch-state">
          {availability.isPending ? (
            <Loader size={36} color={`var(--t-${family}-on-tint)`} />
          ) : (
            <Icon size={36} aria-hidden style={{ flexShrink: 0 }} />
          )}
          <div>
            <Text fw={700} fz="1.5rem" lh={1.2}>
              {t(title)}
            </Text>
            <Text size="sm">
              {availability.isPending
                ? t(available ? 'home.goingOffline' : 'home.goingOnline')
                : t(advisor.status === 'active' ? openHint : 'home.hint.closed')}
            </Text>
          </div>
        </Group>
      </UnstyledButton>
      <FormFailure failure={availability.error ? words(availability.error) : null} />
      {available && advisor.reachability.provedDevices === 0 && <ScreenNote />}
    </Stack>
  );
}

/** Nothing but this screen would ring (A1.4). */
function ScreenNote() {
  const { t } = useTranslation('pro');
  const lock = useWakeLockState();
  return (
    <Alert variant="outline" color="brand" icon={<MonitorSmartphone aria-hidden />} title={t('home.screenOnly')}>
      {t(lock === 'held' ? 'home.screenHeld' : 'home.screenNotHeld')}
    </Alert>
  );
}
