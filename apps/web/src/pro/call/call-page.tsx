import { useParams } from '@tanstack/react-router';
import { CallScreen } from '~/features/call/call-view.tsx';

/** A call of the advisor: running, or over with its wrap-up (A4). */
export default function AdvisorCallPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return <CallScreen key={id} id={id} />;
}
