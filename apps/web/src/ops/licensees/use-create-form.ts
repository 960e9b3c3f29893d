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

const requestOf = (values: Values): Schemas['CreateLicenseeRequest'] => ({
  name: values.name.trim(),
  shortName: values.shortName.trim(),
  slug: values.slug.trim(),
  country: values.country.trim().toUpperCase(),
  currency: values.currency,
  locale: values.locale,
  ...(values.timeZone === '' ? {} : { timeZone: values.timeZone }),
  hosts: values.hosts.map((host) => host.trim().toLowerCase()).filter((host) => host !== ''),
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

/** The form that makes a licensee. What the API says of a field is shown at it; a slug or host that is taken too. */
export function useCreateForm(onCreated: (created: Created) => void) {
  const { t } = useTranslation('ops');
  const filled = (value: string) => (value.trim() === '' ? t('create.missing') : null);
  const form = useProblemForm<Values>(
    {
      initialValues: EMPTY,
      validate: {
        name: filled,
        shortName: ({ length }) => (length < 2 || length > 16 ? t('create.shortNameWrong') : null),
        slug: (value) => (/^[a-z0-9-]{2,40}$/.test(value.trim()) ? null : t('create.slugWrong')),
        country: (value) => (/^[a-z]{2}$/i.test(value.trim()) ? null : t('create.countryWrong')),
        currency: filled,
        hosts: (hosts) => (hosts.every((host) => host.trim() === '') ? t('create.hostMissing') : null),
        operatorShare: (value) => (basisPoints(value) === undefined ? t('create.percentWrong') : null),
        advisorShare: (value, values) =>
          basisPoints(value) === undefined
            ? t('create.percentWrong')
            : basisPoints(values.operatorShare) !== undefined && restOf(values) === undefined
              ? t('create.sharesWrong')
              : null,
        taxRate: (value) => (basisPoints(value, TAX_LIMIT) === undefined ? t('create.taxWrong') : null),
        ownerEmail: (value) => (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value.trim()) ? null : t('create.emailWrong')),
        ownerPassword: ({ length }) => (length < 10 ? t('create.passwordWrong') : null),
      },
    },
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
