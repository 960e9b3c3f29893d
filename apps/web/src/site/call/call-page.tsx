import { useParams } from '@tanstack/react-router';
import { CallScreen } from '~/features/call/call-view.tsx';

/** A call of the person who is signed in: ringing, running or over (S7 to S10). */
export default function CallPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return <CallScreen key={id} id={id} />;
}
