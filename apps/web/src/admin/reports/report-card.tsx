import { Blockquote, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Reply, useKindWords } from '~/features/trust/index.ts';
import { dateTime, number } from '~/shared/format.ts';
import { FormFailure, StatusBadge, useProblemText } from '~/shared/ui/index.ts';
import { IdLink } from '../parts/links.tsx';
import { useStaff } from '../staff.tsx';
import { CloseReportButton } from './close-report-button.tsx';
import { type Report, useAssignment } from './data.ts';

/** One report: what, by whom, about whom, who looks after it and what was made of it. */
export function ReportCard({ report }: { report: Report }) {
  const { t } = useTranslation('admin');
  const kind = useKindWords()(report.kind);
  const isOpen = report.state === 'open';
  const isOfReply = report.rating?.part === 'reply';
  return (
    <Paper component="article" aria-label={kind} withBorder p="md">
      <Stack gap="xs">
        <Group justify="space-between">
          <Group gap="sm">
            <StatusBadge tone={isOpen ? 'waiting' : 'quiet'}>{t(`reports.state.${report.state}`)}</StatusBadge>
            <Text fw={600}>
              {t('reports.what', { subject: t(`reports.of.${isOfReply ? 'reply' : report.subject}`), kind })}
            </Text>
          </Group>
          {isOpen && (
            <Group gap="xs">
              <Assignment report={report} />
              <CloseReportButton report={report} />
            </Group>
          )}
        </Group>
        <Text style={{ whiteSpace: 'pre-wrap' }}>{report.text}</Text>
        {report.rating !== null && <ReportedRating rating={report.rating} />}
        <Parties report={report} />
        <Outcome report={report} />
      </Stack>
    </Paper>
  );
}

function ReportedRating({ rating }: { rating: NonNullable<Report['rating']> }) {
  const { t } = useTranslation('admin');
  return (
    <Blockquote p="sm" m={0} color="brand">
      <Text fw={600}>{t('calls.rating.stars', { stars: number(rating.stars) })}</Text>
      {rating.text !== null && <Text style={{ whiteSpace: 'pre-wrap' }}>{rating.text}</Text>}
      {rating.reply !== null && <Reply text={rating.reply} />}
      {!rating.isShown && <Text size="sm">{t('reports.notShown')}</Text>}
    </Blockquote>
  );
}

function Parties({ report }: { report: Report }) {
  const { t } = useTranslation('admin');
  return (
    <Group gap="md">
      <Text size="sm">
        {t(`reports.by.${report.side}`)}: <IdLink id={report.reporterId}>{report.reporterName}</IdLink>
      </Text>
      <Text size="sm">
        {t('reports.concerned')}: <IdLink id={report.concernedId}>{report.concernedName}</IdLink>
      </Text>
      <Text size="sm">
        {t('reports.advisor')}: <IdLink id={report.advisorId}>{report.advisorName}</IdLink>
      </Text>
      {report.callId !== null && (
        <Text size="sm">
          {t('reports.call')}: <IdLink id={report.callId} />
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {dateTime(report.createdAt)}
      </Text>
    </Group>
  );
}

function Outcome({ report }: { report: Report }) {
  const { t } = useTranslation('admin');
  const words = useKindWords();
  if (report.resolution === null || report.closedAt === null) return null;
  return (
    <>
      {report.decision !== null && (
        <Text fw={600}>
          {t(
            report.decision === 'removed' && report.rating?.part === 'reply'
              ? 'reports.decided.replyRemoved'
              : `reports.decided.${report.decision}`,
          )}
          {report.removalReason !== null && `: ${words(report.removalReason)}`}
        </Text>
      )}
      <Text>{t('reports.resolved', { resolution: report.resolution })}</Text>
      <Text size="sm" c="dimmed">
        {t('reports.closedBy', { name: report.closedByName ?? '', time: dateTime(report.closedAt) })}
      </Text>
    </>
  );
}

function Assignment({ report }: { report: Report }) {
  const { t } = useTranslation('admin');
  const problem = useProblemText();
  const staff = useStaff();
  const assign = useAssignment(report.id);
  const { mutate, isPending, error } = useMutation({ mutationFn: assign });
  const isMine = report.assigneeId === staff.id;
  return (
    <Group gap="xs">
      {report.assigneeName !== null && <Text size="sm">{t('reports.has', { name: report.assigneeName })}</Text>}
      {(report.assigneeId === null || isMine) && (
        <Button variant="default" size="sm" loading={isPending} onClick={() => mutate(!isMine)}>
          {t(isMine ? 'reports.release' : 'reports.take')}
        </Button>
      )}
      <FormFailure failure={error ? problem(error) : null} />
    </Group>
  );
}
