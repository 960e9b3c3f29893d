import { Text, useComputedColorScheme } from '@mantine/core';
import { useBrand } from '../brand.ts';

/** The licensee's logo for this scheme, or its name. */
export function BrandMark() {
  const readers = useComputedColorScheme('light');
  const brand = useBrand();
  const scheme = brand.scheme ?? readers;
  const { name, assets } = brand.site;
  const logo = scheme === 'dark' ? (assets.logoDark ?? assets.logoLight) : assets.logoLight;
  if (logo)
    return <img src={logo} alt={name} height={36} style={{ maxWidth: 200, objectFit: 'contain', display: 'block' }} />;
  return (
    <Text fw={700} size="lg" c="var(--t-brand-text)">
      {name}
    </Text>
  );
}
