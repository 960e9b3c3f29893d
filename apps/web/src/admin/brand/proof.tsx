import { Group, Stack, Table, Text, Title } from '@mantine/core';
import { CircleCheck } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Derivation, type Palette, SCHEMES, type Theme, contrast, solveTheme } from '@app/theme';
import { ratio } from './ratio.ts';
import { useDraft } from './draft-context.tsx';
import { Swatch } from './swatch.tsx';

const NOWRAP = { whiteSpace: 'nowrap' } as const;

const worst = (color: string, { page, surface, subtle }: Palette): number =>
  Math.min(...[page, surface, subtle].map((ground) => contrast(color, ground)));

/** What the theme engine made of the brand colour, why, and the proof that it can be read (L2.3). */
export function Proof() {
  const { document } = useDraft();
  const { brandColor, accentColor, warmth, radius, font } = document;
  const theme = useMemo(
    () => solveTheme({ brandColor, accentColor, warmth, radius, font }),
    [brandColor, accentColor, warmth, radius, font],
  );
  return (
    <Stack gap="lg">
      <Derivations theme={theme} />
      <Contrasts theme={theme} />
    </Stack>
  );
}

function Derivations({ theme }: { theme: Theme }) {
  const { t } = useTranslation('admin');
  return (
    <section aria-label={t('brand.proof.derived')}>
      <Title order={2} size="h5" mb="xs">
        {t('brand.proof.derived')}
      </Title>
      {theme.derivations.length === 0 ? (
        <Group gap="xs" wrap="nowrap">
          <CircleCheck size={18} aria-hidden color="var(--t-success-text)" />
          <Text>{t('brand.proof.asGiven')}</Text>
        </Group>
      ) : (
        <Stack gap="sm">
          {theme.derivations.map((one) => (
            <DerivationRow key={`${one.scheme}-${one.role}`} derivation={one} palette={theme[one.scheme]} />
          ))}
        </Stack>
      )}
    </section>
  );
}

function DerivationRow({ derivation, palette }: { derivation: Derivation; palette: Palette }) {
  const { t } = useTranslation('admin');
  const { scheme, role, given, used, givenContrast } = derivation;
  return (
    <div>
      <Text fw={500}>{t(`brand.proof.scheme.${scheme}`, { role: t(`brand.proof.role.${role}`) })}</Text>
      <Text size="sm" c="dimmed">
        {t(`brand.proof.why.${role}`)}
      </Text>
      <Group gap="lg" mt={4}>
        <Swatch color={given} label={t('brand.proof.given')} contrast={givenContrast} />
        <Swatch color={used} label={t('brand.proof.used')} contrast={role === 'danger' ? null : worst(used, palette)} />
      </Group>
    </div>
  );
}

function Contrasts({ theme }: { theme: Theme }) {
  const { t } = useTranslation('admin');
  const rows = [
    { name: 'body', least: 4.5, of: (p: Palette) => worst(p.text, p) },
    { name: 'dim', least: 4.5, of: (p: Palette) => worst(p.dim, p) },
    { name: 'link', least: 4.5, of: (p: Palette) => worst(p.families.brand.text, p) },
    { name: 'button', least: 4.5, of: (p: Palette) => contrast(p.families.brand.onSolid, p.families.brand.solid) },
    { name: 'control', least: 3, of: (p: Palette) => worst(p.families.brand.ui, p) },
    { name: 'edge', least: 3, of: (p: Palette) => worst(p.families.brand.edge, p) },
  ] as const;
  return (
    <section aria-label={t('brand.proof.contrasts')}>
      <Title order={2} size="h5" mb="xs">
        {t('brand.proof.contrasts')}
      </Title>
      <Table.ScrollContainer minWidth={300} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table>
          <caption className="visually-hidden">{t('brand.proof.contrasts')}</caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('brand.proof.what')}</Table.Th>
              <Table.Th scope="col" style={NOWRAP}>
                {t('brand.proof.least')}
              </Table.Th>
              {SCHEMES.map((scheme) => (
                <Table.Th key={scheme} scope="col">
                  {t(`brand.scheme.${scheme}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ name, least, of }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400}>
                  {t(`brand.proof.row.${name}`)}
                </Table.Th>
                <Table.Td style={NOWRAP}>{ratio(least)}</Table.Td>
                {SCHEMES.map((scheme) => (
                  <Table.Td key={scheme} style={NOWRAP}>
                    {ratio(of(theme[scheme]))}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}
