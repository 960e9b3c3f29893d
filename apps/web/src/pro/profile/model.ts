import type { Schemas } from '~/shared/api/index.ts';
import { editableMoney, parseMoney } from '~/shared/format.ts';
import type { MyAdvisor } from '../live/queries.ts';

/** A type, so that it is open to the form's record type. */
export type ProfileForm = {
  headline: string;
  bio: string;
  languages: string[];
  topics: string[];
  /** As typed; nothing = this kind of call is not offered. */
  voiceRate: string;
  videoRate: string;
};

/** Body members whose field has another name. */
export const FIELDS = { voiceRateMinor: 'voiceRate', videoRateMinor: 'videoRate' } as const;

const typed = (minor: number | null): string => (minor === null ? '' : editableMoney(minor));
export const rateOf = (text: string): number | null | undefined => (text.trim() === '' ? null : parseMoney(text));

export const formOf = (advisor: MyAdvisor): ProfileForm => ({
  headline: advisor.headline,
  bio: advisor.bio,
  languages: advisor.languages,
  topics: advisor.topics,
  ...ratesOf(advisor),
});

/** The rates as they are typed. */
export const ratesOf = (advisor: MyAdvisor): Pick<ProfileForm, 'voiceRate' | 'videoRate'> => ({
  voiceRate: typed(advisor.voiceRateMinor),
  videoRate: typed(advisor.videoRateMinor),
});

/** Only the rates that were changed: one from before the licensee's limits may stay (libs/advisors). */
export function changedRates(
  form: Pick<ProfileForm, 'voiceRate' | 'videoRate'>,
  before: MyAdvisor,
): Schemas['ChangeAdvisorRequest'] {
  const voiceRateMinor = rateOf(form.voiceRate);
  const videoRateMinor = rateOf(form.videoRate);
  return {
    currency: before.currency,
    ...(voiceRateMinor === before.voiceRateMinor ? {} : { voiceRateMinor }),
    ...(videoRateMinor === before.videoRateMinor ? {} : { videoRateMinor }),
  };
}

export const changeOf = (form: ProfileForm, before: MyAdvisor): Schemas['ChangeAdvisorRequest'] => ({
  headline: form.headline.trim(),
  bio: form.bio.trim(),
  languages: form.languages,
  topics: form.topics,
  ...changedRates(form, before),
});

/** The languages of the picker, ISO 639-1; one that somebody has already is added. */
export const LANGUAGE_CODES =
  'ar be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk ko ku lb lt lv mk ml mr ms mt nb nl nn pa pl ps pt ro ru sk sl so sq sr sv sw ta te th ti tr uk ur uz vi yo zh zu'.split(
    ' ',
  );
