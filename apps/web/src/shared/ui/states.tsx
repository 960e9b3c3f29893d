import { Alert, Button, Code, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import { Inbox, RotateCw, TriangleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem.ts';
import { CopyButton } from './copy-button.tsx';

/** The sentence for a refusal: our own words where there are some, else the API's. */
export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation('common');
  return (error) => {
    if (!(error instanceof ApiProblem)) return t('problem.unknown');
    const key = `problem.${error.code}`;
    return i18n.exists(key, { ns: 'common' })
      ? (t as unknown as (key: string, values: object) => string)(key, error.extensions)
      : error.detail || error.title;
  };
}

/** Something went wrong: what, a way to try again, and the id that support asks for. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation('common');
  const words = useProblemText();
  const requestId = error instanceof ApiProblem ? error.requestId : null;
  return (
    <Alert variant="outline" color="danger" icon={<TriangleAlert aria-hidden />} title={t('state.error')} role="alert">
      <Stack gap="sm" align="flex-start">
        <Text>{words(error)}</Text>
        {requestId && (
          <Group gap="xs">
            <Text size="sm">{t('state.requestId')}</Text>
            <Code>{requestId}</Code>
            <CopyButton value={requestId} />
          </Group>
        )}
        {onRetry && (
          <Button variant="default" leftSection={<RotateCw size={16} aria-hidden />} onClick={onRetry}>
            {t('action.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** There is nothing: why, and what to do next. */
export function EmptyState({ title, text, action }: { title: string; text?: string; action?: ReactNode }) {
  return (
    <Stack align="center" py="xl" gap="sm" ta="center">
      <Inbox size={32} aria-hidden color="var(--t-dim)" />
      <Title order={2} size="h4">
        {title}
      </Title>
      {text && <Text c="dimmed">{text}</Text>}
      {action}
    </Stack>
  );
}

/** Space for lines that are on their way, of about their height, so that nothing jumps. */
export function LoadingState({ lines = 3, height = 56 }: { lines?: number; height?: number }) {
  const { t } = useTranslation('common');
  return (
    <Stack gap="sm" aria-busy>
      <span className="visually-hidden" role="status">
        {t('state.loading')}
      </span>
      {Array.from({ length: lines }, (_, i) => (
        <Skeleton key={i} height={height} />
      ))}
    </Stack>
  );
}

interface DataViewProps<T> {
  readonly query:
    | Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>
    | Pick<UseInfiniteQueryResult<T>, 'data' | 'error' | 'refetch'>;
  readonly loading?: ReactNode;
  readonly isEmpty?: (data: T) => boolean;
  readonly empty?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** The four states of every view of data (X1): loading, error, empty, ready. Old data stays on the screen while a newer read fails. */
export function DataView<T>({ query, loading, isEmpty, empty, children }: DataViewProps<T>) {
  const { data, error } = query;
  if (data === undefined) {
    if (error) return <ErrorState error={error} onRetry={() => void query.refetch()} />;
    return <>{loading ?? <LoadingState />}</>;
  }
  return (
    <>
      {error && <ErrorState error={error} onRetry={() => void query.refetch()} />}
      {isEmpty?.(data) === true ? empty : children(data)}
    </>
  );
}

/** The last net: a screen that cannot be drawn says so, and offers to load again. */
export class Crash extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return (
      <main style={{ padding: '2rem', maxWidth: '40rem', margin: 'auto' }}>
        <ErrorState error={this.state.error} onRetry={() => location.reload()} />
      </main>
    );
  }
}
