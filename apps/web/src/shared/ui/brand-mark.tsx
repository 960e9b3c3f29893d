import { Text, useComputedColorScheme } from '@mantine/core';
import { boot } from '../boot.ts';

/** The licensee's logo for this scheme, or its name. */
export function BrandMark() {
  const scheme = useComputedColorScheme('light');
  const { name, assets } = boot.site;
  const logo = scheme === 'dark' ? (assets.logoDark ?? assets.logoLight) : assets.logoLight;
  if (logo)
    return <img src={logo} alt={name} height={36} style={{ maxWidth: 200, objectFit: 'contain', display: 'block' }} />;
  return (
    <Text fw={700} size="lg" c="var(--t-brand-text)">
      {name}
    </Text>
  );
}
