import type { FormErrors } from '@mantine/form';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, isProblem, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { useProblemForm } from '~/shared/ui/index.ts';
import { basisPoints } from './shares.ts';

export type Created = Schemas['CreatedLicenseeResponse'];

const TAX_LIMIT = 5_000;
const EMPTY = {
  name: '',
  shortName: '',
  slug: '',
  country: '',
  currency: '',
  locale: 'en',
  timeZone: '',
  hosts: [''],
  operatorShare: '',
  advisorShare: '',
  taxRate: '',
  ownerName: '',
  ownerEmail: '',
  ownerPassword: '',
};
type Values = typeof EMPTY;

const hostOf = (typed: string): string => typed.trim().toLowerCase();

const requestOf = (values: Values): Schemas['CreateLicenseeRequest'] => ({
  name: values.name.trim(),
  shortName: values.shortName.trim(),
  slug: values.slug.trim(),
  country: values.country,
  currency: values.currency,
  locale: values.locale,
  ...(values.timeZone === '' ? {} : { timeZone: values.timeZone }),
  hosts: values.hosts.map(hostOf).filter((host) => host !== ''),
  // Checked by the form: a percentage that is none never comes here.
  operatorShareBp: basisPoints(values.operatorShare) ?? 0,
  advisorShareBp: basisPoints(values.advisorShare) ?? 0,
  taxRateBp: basisPoints(values.taxRate, TAX_LIMIT) ?? 0,
  ownerEmail: values.ownerEmail.trim(),
  ownerPassword: values.ownerPassword,
  ...(values.ownerName.trim() === '' ? {} : { ownerName: values.ownerName.trim() }),
});

/** What of the price is left to the licensee, in basis points; undefined while the shares are not two percentages that fit together. */
export function restOf({ operatorShare, advisorShare }: Pick<Values, 'operatorShare' | 'advisorShare'>) {
  const [operator, advisor] = [basisPoints(operatorShare), basisPoints(advisorShare)];
  if (operator === undefined || advisor === undefined || operator + advisor > 10_000) return undefined;
  return 10_000 - operator - advisor;
}

const HOST = /^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** What can be said before the API is asked, in the language of the page, at the fields it is about. */
function errorsOf(values: Values, t: TFunction<'ops'>): FormErrors {
  const { name, shortName, slug, country, currency, operatorShare, advisorShare, taxRate } = values;
  const hosts = values.hosts.map(hostOf);
  const shares = [operatorShare, advisorShare].map((typed) => basisPoints(typed));
  return {
    name: name.trim() === '' && t('create.missing'),
    shortName: (shortName.trim().length < 2 || shortName.trim().length > 16) && t('create.shortNameWrong'),
    slug: !/^[a-z0-9-]{2,40}$/.test(slug.trim()) && t('create.slugWrong'),
    country: country === '' && t('create.countryWrong'),
    currency: currency === '' && t('create.missing'),
    ...Object.fromEntries(
      hosts.map((host, i) => [
        `hosts.${i}`,
        host === ''
          ? i === 0 && t('create.hostMissing')
          : !HOST.test(host)
            ? t('create.hostWrong')
            : hosts.indexOf(host) !== i && t('create.hostTwice'),
      ]),
    ),
    operatorShare: shares[0] === undefined && t('create.percentWrong'),
    advisorShare:
      shares[1] === undefined
        ? t('create.percentWrong')
        : shares[0] !== undefined && restOf(values) === undefined && t('create.sharesWrong'),
    taxRate: basisPoints(taxRate, TAX_LIMIT) === undefined && t('create.taxWrong'),
    ownerEmail: !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(values.ownerEmail.trim()) && t('create.emailWrong'),
    ownerPassword: values.ownerPassword.length < 10 && t('create.passwordWrong'),
  };
}

/** The form that makes a licensee. What the API says of a field is shown at it; a slug or host that is taken too. */
export function useCreateForm(onCreated: (created: Created) => void) {
  const { t } = useTranslation('ops');
  const form = useProblemForm<Values>(
    { initialValues: EMPTY, validate: (values) => errorsOf(values, t) },
    { operatorShareBp: 'operatorShare', advisorShareBp: 'advisorShare', taxRateBp: 'taxRate' },
  );

  const submit = form.send(async (values) => {
    try {
      const created = await unwrap(api.POST('/v1/operator/licensees', { body: requestOf(values) }));
      await queryClient.invalidateQueries({ queryKey: ['licensees'] });
      onCreated(created);
    } catch (error) {
      if (isProblem(error, 'slug-taken')) {
        form.setFieldError('slug', t('create.slugTaken'));
        form.getInputNode('slug')?.focus();
      } else if (isProblem(error, 'host-taken')) {
        form.setFieldError('hosts', t('create.hostTaken'));
        form.getInputNode('hosts.0')?.focus();
      } else throw error;
    }
  });
  return { form, submit };
}

export type CreateForm = ReturnType<typeof useCreateForm>['form'];
