/** One appointment as a calendar shows it. */
export interface ICalEvent {
  /** The same for good, at every reading and in every calendar. */
  readonly uid: string;
  /** Grows with each change that matters. */
  readonly sequence: number;
  readonly status: 'TENTATIVE' | 'CONFIRMED' | 'CANCELLED';
  readonly summary: string;
  readonly url: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** RFC 5545, section 3.1: no line is longer than 75 octets. */
const LINE_OCTETS = 75;

/** `20301231T180000Z` */
const stamp = (at: Date): string =>
  at
    .toISOString()
    .replace(/\.\d{3}/, '')
    .replace(/[-:]/g, '');

/** Text of a property, RFC 5545 section 3.3.11. Control characters are not allowed there at all. */
const text = (value: string): string =>
  value
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, '')
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n');

/** Breaks a line between characters, never within one. */
function folded(line: string): string {
  const lines: string[] = [];
  let current = '';
  let room = LINE_OCTETS;
  for (const character of line) {
    const octets = Buffer.byteLength(character);
    if (octets > room) {
      lines.push(current);
      current = ' ';
      room = LINE_OCTETS - 1;
    }
    current += character;
    room -= octets;
  }
  return [...lines, current].join('\r\n');
}

const component = (event: ICalEvent): string[] => [
  'BEGIN:VEVENT',
  `UID:${text(event.uid)}`,
  // Without METHOD this is the time of the last change (section 3.8.7.2). It makes the same file of the same bookings.
  `DTSTAMP:${stamp(event.changedAt)}`,
  `CREATED:${stamp(event.createdAt)}`,
  `LAST-MODIFIED:${stamp(event.changedAt)}`,
  `SEQUENCE:${event.sequence}`,
  `STATUS:${event.status}`,
  `TRANSP:${event.status === 'CANCELLED' ? 'TRANSPARENT' : 'OPAQUE'}`,
  'CLASS:PRIVATE',
  `DTSTART:${stamp(event.startsAt)}`,
  `DTEND:${stamp(event.endsAt)}`,
  `SUMMARY:${text(event.summary)}`,
  `URL:${event.url}`,
  'END:VEVENT',
];

/** A calendar as a file (RFC 5545; its name and pause by RFC 7986, and in the words that older programs know). Pure: the same of the same. */
export function calendarFile(name: string, events: readonly ICalEvent[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Licensing platform//Bookings//EN',
    'CALSCALE:GREGORIAN',
    `NAME:${text(name)}`,
    `X-WR-CALNAME:${text(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    'X-PUBLISHED-TTL:PT15M',
    ...events.flatMap(component),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}
