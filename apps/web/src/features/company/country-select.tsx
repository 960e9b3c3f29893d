import { Select, type SelectProps } from '@mantine/core';
import { useMemo } from 'react';
import { countryOptions } from '~/shared/countries.ts';

/** The country of a company, from the list of all. */
export function CountrySelect(props: Omit<SelectProps, 'data'>) {
  const countries = useMemo(countryOptions, []);
  return <Select required searchable allowDeselect={false} data={countries} {...props} />;
}
