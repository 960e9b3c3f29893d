import { List, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock, Phone, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { WaitForAdvisor } from '~/features/callbacks/index.ts';
import { useSession } from '~/shared/api/index.ts';
import { useBrand } from '~/shared/brand.ts';
import { minutesFor, money } from '~/shared/format.ts';
import { withTax } from '~/shared/tax.ts';
import { useOffer } from '../booking/slots.ts';
import { AdvisorCard } from '../directory/advisor-card.tsx';
import { type Advisor, useSimilar } from '../directory/advisors.ts';
import { PriceLine } from '../directory/price.tsx';
import { useTax } from '../lib/tax.ts';
import { soon } from '../lib/time.ts';
import { walletQuery } from '../wallet/wallet.ts';
import { LinkAnchor, LinkButton } from '../lib/links.tsx';
import { nextTime, useSchedule } from './schedule.ts';

const cheapest = ({ prices: { voice, video } }: Advisor): number | null => (voice ?? video)?.ratePerMinuteMinor ?? null;

/** "€20 buys about 8 min", for each amount that can be topped up with one press. */
function Examples({ advisor, rate }: { advisor: Advisor; rate: number }) {
  const { t } = useTranslation('site');
  const { topUp, pricing } = useBrand().site;
  return (
    <List size="sm" spacing={2} c="dimmed">
      {topUp.presetsMinor.map((amount) => (
        <List.Item key={amount}>
          {t('advisor.buys', {
            amount: money(amount, advisor.currency, { trailingZeroDisplay: 'stripIfInteger' }),
            count: minutesFor(amount, rate, pricing.connectionFeeMinor),
          })}
        </List.Item>
      ))}
    </List>
  );
}

function Balance({ rate }: { rate: number }) {
  const { t } = useTranslation('site');
  const { pricing } = useBrand().site;
  const { data } = useQuery(walletQuery);
  if (!data) return null;
  return (
    <Text size="sm">
      {t('advisor.yourBalance', {
        amount: money(data.availableMinor, data.currency),
        count: minutesFor(data.availableMinor, rate, pricing.connectionFeeMinor),
      })}
    </Text>
  );
}

function CallButtons({ advisor }: { advisor: Advisor }) {
  const { t } = useTranslation('site');
  const { id, voiceRateMinor, videoRateMinor } = advisor;
  return (
    <Stack gap="xs">
      {voiceRateMinor !== null && (
        <LinkButton
          to="/calls/new"
          search={{ advisor: id, medium: 'voice' }}
          size="lg"
          fullWidth
          leftSection={<Phone size={20} aria-hidden />}
        >
          {t('advisor.callVoice')}
        </LinkButton>
      )}
      {videoRateMinor !== null && (
        <LinkButton
          to="/calls/new"
          search={{ advisor: id, medium: 'video' }}
          size="lg"
          fullWidth
          variant={voiceRateMinor === null ? 'filled' : 'outline'}
          leftSection={<Video size={20} aria-hidden />}
        >
          {t('advisor.callVideo')}
        </LinkButton>
      )}
    </Stack>
  );
}

/** For who takes bookings: another way than to ring now. */
function BookLink({ advisor: { id } }: { advisor: Advisor }) {
  const { t } = useTranslation('site');
  const { data } = useOffer(id);
  if (data?.isOn !== true) return null;
  return (
    <LinkButton
      to="/advisors/$id/book"
      params={{ id }}
      variant="outline"
      fullWidth
      leftSection={<CalendarClock size={20} aria-hidden />}
    >
      {t('advisor.book')}
    </LinkButton>
  );
}

const NOT_NOW = { in_call: 'advisor.inCall', away: 'advisor.away', offline: 'advisor.offline' } as const;

/** When to try again, for who cannot be called now. */
function Later({ advisor }: { advisor: Advisor }) {
  const { t } = useTranslation('site');
  const { data: intervals } = useSchedule(advisor.id);
  const next = intervals ? nextTime(intervals, new Date()) : null;
  return (
    <div>
      <Text fw={600}>
        {t(NOT_NOW[advisor.status === 'in_call' || advisor.status === 'away' ? advisor.status : 'offline'])}
      </Text>
      {intervals && advisor.status !== 'in_call' && advisor.status !== 'away' && (
        <Text size="sm">{next === null ? t('schedule.none') : t('schedule.next', { when: soon(next) })}</Text>
      )}
    </div>
  );
}

function Similar({ advisor }: { advisor: Advisor }) {
  const { t } = useTranslation('site');
  const { data: others = [] } = useSimilar(advisor, true);
  if (others.length === 0) return null;
  return (
    <Stack gap="sm">
      <Title order={3} size="h5">
        {t('advisor.similar')}
      </Title>
      {others.map((other) => (
        <AdvisorCard key={other.id} advisor={other} order={4} />
      ))}
    </Stack>
  );
}

/** Price, what it buys, and the one thing to do now (S3.3). */
export function CallPanel({ advisor }: { advisor: Advisor }) {
  const { t } = useTranslation(['site', 'waiting']);
  const { open, switches } = useBrand().site;
  const isSignedIn = useSession().status === 'signed_in';
  const tax = useTax();
  const shown = cheapest(advisor);
  const rate = shown === null ? null : withTax(shown, tax);
  const isOnline = advisor.status === 'online';
  return (
    <Stack>
      <Title order={2} size="h4">
        {t('site:advisor.call')}
      </Title>
      <PriceLine advisor={advisor} />
      {isOnline && open && switches.calls && <CallButtons advisor={advisor} />}
      {isOnline && !(open && switches.calls) && <Text fw={600}>{t('site:notice.callsOff')}</Text>}
      {!isOnline && <Later advisor={advisor} />}
      <BookLink advisor={advisor} />
      {!isOnline && isSignedIn && <WaitForAdvisor advisorId={advisor.id} />}
      {!isOnline && !isSignedIn && (
        <LinkAnchor to="/sign-in" search={{ next: `/advisors/${advisor.id}` }}>
          {t('waiting:signIn')}
        </LinkAnchor>
      )}
      {rate !== null && isSignedIn && <Balance rate={rate} />}
      {rate !== null && <Examples advisor={advisor} rate={rate} />}
      {!isOnline && <Similar advisor={advisor} />}
    </Stack>
  );
}
