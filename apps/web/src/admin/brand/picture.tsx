import { Alert, Button, Card, FileButton, Group, Stack, Text, Title } from '@mantine/core';
import { TriangleAlert, Upload } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormFailure, useProblemText } from '~/shared/ui/index.ts';
import { assetUrl } from './document.ts';
import { useDraft } from './draft-context.tsx';
import { ratio } from './ratio.ts';
import { type Asset, type AssetKind, uploadAsset } from './use-brand.ts';

interface PictureProps {
  readonly kind: AssetKind;
  readonly field: 'logoLight' | 'logoDark' | 'icon';
  /** What the logo will stand on. */
  readonly ground: string;
}

const ENOUGH = 3;

export function Picture({ kind, field, ground }: PictureProps) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  const { store, document } = useDraft();
  const words = useProblemText();
  const [asset, setAsset] = useState<Asset | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const url = assetUrl(document[field]);
  const send = (file: File | null): void => {
    if (!file || isBusy) return;
    setBusy(true);
    setFailure(null);
    uploadAsset(kind, file)
      .then((sent) => {
        setAsset(sent);
        store.change({ [field]: sent.id });
      })
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Card withBorder component="section" aria-label={t(`brand.picture.${kind}`)}>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t(`brand.picture.${kind}`)}
        </Title>
        <Group justify="center" p="md" mih={96} style={{ background: ground, borderRadius: 'var(--t-radius)' }}>
          {url ? (
            <img
              src={url}
              alt={t(`brand.picture.${kind}`)}
              style={{ maxWidth: '100%', maxHeight: kind === 'icon' ? 96 : 64 }}
            />
          ) : (
            <Text size="sm" c={kind === 'icon' ? 'dimmed' : ground === '#ffffff' ? '#1a1a1a' : '#ffffff'}>
              {t(`brand.picture.none.${kind}`)}
            </Text>
          )}
        </Group>
        {asset && asset.id === document[field] && <Facts asset={asset} kind={kind} />}
        <FormFailure failure={failure} />
        <Group>
          <FileButton onChange={send} accept="image/png,image/jpeg,image/webp">
            {(props) => (
              <Button {...props} variant="default" loading={isBusy} leftSection={<Upload size={16} aria-hidden />}>
                {t(url ? `brand.picture.replace.${kind}` : `brand.picture.choose.${kind}`)}
              </Button>
            )}
          </FileButton>
          {url && (
            <Button variant="subtle" color="danger" onClick={() => store.change({ [field]: null })}>
              {common('action.remove')}
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  );
}

function Facts({ asset, kind }: { asset: Asset; kind: AssetKind }) {
  const { t } = useTranslation('admin');
  const contrast = kind === 'logo_light' ? asset.contrastOnLight : kind === 'logo_dark' ? asset.contrastOnDark : null;
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('brand.picture.size', { width: asset.width, height: asset.height })}
      </Text>
      {contrast !== null && contrast >= ENOUGH && (
        <Text size="sm">{t('brand.picture.contrastGood', { contrast: ratio(contrast) })}</Text>
      )}
      {contrast !== null && contrast < ENOUGH && (
        <Alert variant="outline" color="warning" icon={<TriangleAlert aria-hidden />}>
          {t(kind === 'logo_light' ? 'brand.picture.faintOnLight' : 'brand.picture.faintOnDark', {
            contrast: ratio(contrast),
          })}
        </Alert>
      )}
    </>
  );
}
