import { Ban } from 'lucide-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { ConfirmButton, announce } from '~/shared/ui/index.ts';
import { BLOCKS_KEY } from './blocked-list.tsx';

interface BlockButtonProps {
  /** The other side of a call, or an advisor. */
  readonly of: { readonly call: string } | { readonly advisor: string };
  readonly name: string;
}

/** Ends the contact with somebody; they are not told. */
export function BlockButton({ of, name }: BlockButtonProps) {
  const { t } = useTranslation('trust');
  const queries = useQueryClient();
  const block = async (): Promise<void> => {
    await ('call' in of
      ? unwrap(api.PUT('/v1/calls/{id}/block', { params: { path: { id: of.call } } }))
      : unwrap(api.PUT('/v1/advisors/{id}/block', { params: { path: { id: of.advisor } } })));
    announce(t('block.done', { name }));
    await queries.invalidateQueries({ queryKey: BLOCKS_KEY });
  };
  return (
    <ConfirmButton
      variant="subtle"
      size="compact-md"
      leftSection={<Ban size={14} aria-hidden />}
      aria-label={t('block.name', { name })}
      title={t('block.title', { name })}
      text={t('block.text', { name })}
      confirmLabel={t('block.action')}
      onConfirm={block}
    >
      {t('block.action')}
    </ConfirmButton>
  );
}
