import type { Schemas } from '~/shared/api/index.ts';
import { parseMoney } from '~/shared/format.ts';
import { parsePercent } from '~/shared/percent.ts';
import { useInvite } from './data.ts';
import { useLimitWords, useRefusals } from './refusals.ts';

export interface InviteValues {
  readonly email: string;
  readonly displayName: string;
  readonly password: string;
  readonly headline: string;
  readonly languages: string[];
  readonly locale: string;
  readonly country: string;
  readonly voiceRate: string;
  readonly videoRate: string;
  readonly share: string;
  readonly pending: boolean;
}

/** What was typed as the API takes it; an empty field is left out, so that the licensee's default holds. */
function bodyOf(values: InviteValues): Schemas['InviteAdvisorRequest'] {
  const [voice, video] = [parseMoney(values.voiceRate), parseMoney(values.videoRate)];
  const shareBp = parsePercent(values.share);
  return {
    email: values.email.trim(),
    displayName: values.displayName.trim(),
    password: values.password,
    languages: values.languages,
    locale: values.locale,
    country: values.country,
    pending: values.pending,
    ...(values.headline.trim() !== '' && { headline: values.headline.trim() }),
    ...(voice !== undefined && { voiceRateMinor: voice }),
    ...(video !== undefined && { videoRateMinor: video }),
    ...(shareBp !== undefined && { shareBp }),
  };
}

/** Sends an invitation. Undefined when it was refused and the refusal is shown where it belongs. */
export function useInviteAdvisor() {
  const invite = useInvite();
  const refuse = useRefusals();
  const limitWords = useLimitWords();
  return async (
    values: InviteValues,
    setFieldError: (field: string, text: string) => void,
    setLimit: (text: string) => void,
  ): Promise<Schemas['OwnAdvisorResponse'] | undefined> => {
    const rateFields = (['voiceRate', 'videoRate'] as const).filter((field) => values[field].trim() !== '');
    return invite.mutateAsync(bodyOf(values)).catch((error: unknown) => {
      const limit = limitWords(error);
      if (limit === undefined) return refuse(setFieldError, rateFields)(error);
      setLimit(limit);
      return undefined;
    });
  };
}
