import { Text, useComputedColorScheme } from '@mantine/core';
import { boot } from '../boot.ts';

/** The licensee's logo for this scheme, or its name. */
export function BrandMark() {
  const scheme = useComputedColorScheme('light');
  const { name } = boot.site;
  const logos = (boot.site as { assets?: { logoLight: string | null; logoDark: string | null } }).assets;
  const logo = scheme === 'dark' ? (logos?.logoDark ?? logos?.logoLight) : logos?.logoLight;
  if (logo)
    return <img src={logo} alt={name} height={36} style={{ maxWidth: 200, objectFit: 'contain', display: 'block' }} />;
  return (
    <Text fw={700} size="lg" c="var(--t-brand-text)">
      {name}
    </Text>
  );
}
