import { useQuery } from '@tanstack/react-query';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';

export type MyTax = Schemas['MyTaxView'];

export const TAX = ['payouts', 'tax'];

/** @param isEdited what is typed must not be thrown away by somebody who only looked elsewhere */
export const useMyTax = (isEdited: boolean) =>
  useQuery({
    queryKey: TAX,
    queryFn: () => unwrap(api.GET('/v1/advisor/tax')),
    refetchOnWindowFocus: !isEdited,
  });

/** Whether the advisor is asked to say who they are, and why. */
export const askedFor = ({ identity, required, reminders }: MyTax): 'required' | 'reminded' | undefined =>
  identity !== null ? undefined : required ? 'required' : reminders > 0 ? 'reminded' : undefined;
