import type { ProblemTexts } from './problem-text.js';

/** Of calls and bookings. */
export const CALLING: ProblemTexts = {
  'advisor-busy': {
    means:
      'The advisor is in another call, or keeps their time for a booking that begins soon. Nothing was reserved or charged.',
    remedy: 'Try again in a while, choose another advisor, or let the user ask for a call back.',
    detail: 'Try again in a while, or choose another advisor.',
  },
  'advisor-refund-too-late': {
    means: 'Advisors give the price of a call back for some days from its end; they are over.',
    remedy: 'Staff can still do it: ask them.',
    detail: 'An advisor may refund a call for 14 days from its end. Staff may still do it.',
    members: {
      days: ['Days from the end of the call', 14],
      until: ['When they were over', '2026-11-20T10:00:00.000Z'],
    },
  },
  'advisor-refunds-off': {
    means: 'The licensee does not let advisors refund calls themselves.',
    remedy: 'Ask staff, who refund calls.',
    detail: 'Staff refund calls; ask them.',
  },
  'advisor-unavailable': {
    means:
      'The advisor is offline, does not offer this kind of call, or takes none from this user. Nothing was reserved.',
    remedy:
      'Read the advisor again (`GET /v1/advisors/{id}`), offer a booking or another advisor, or let the user be told when they are back.',
    detail: 'The advisor is offline or does not offer this kind of call.',
  },
  'already-complained': {
    means: 'The user has complained about this call; there is one complaint for each call.',
    remedy: 'Follow the complaint that is there.',
    detail: 'A call can have one complaint.',
  },
  'already-in-call': {
    means: 'The user is in a call, or one of theirs is ringing. One at a time.',
    remedy: 'End or cancel the running call, then begin the new one.',
    detail: 'End your running call first.',
  },
  'already-reported': {
    means:
      'The person has reported this already: the advisor, or the same kind of fault of the call, and that report is open; or the review or the reply, which a person reports once.',
    remedy: 'Nothing: the team looks at it.',
    detail: 'Our team looks at it; another report changes nothing.',
  },
  'answered-elsewhere': {
    means: 'Another device of the advisor took the call a moment before.',
    remedy: 'Stop ringing on this device.',
    detail: 'The first accept wins.',
  },
  'call-not-paid': {
    means: 'A complaint is about a call that was settled and cost something; this one did not.',
    remedy: 'Let the user report a problem instead.',
    detail: 'A complaint is about a call that was settled and cost something. Report a problem instead.',
  },
  'complaint-too-late': {
    means: 'A complaint is possible for some hours from the end of a call; they are over.',
    remedy: 'The user writes to the support; staff can still refund the call.',
    detail: 'A complaint is possible for 48 hours from the end of a call.',
    members: {
      windowHours: ['Hours from the end of the call', 48],
      until: ['When they were over', '2026-11-20T10:00:00.000Z'],
    },
  },
  'illegal-complaint-move': {
    means:
      'The complaint is past that point, or not there yet: somebody answered or decided it, or its time is not over.',
    remedy: 'Read it again; `complaintState` and `dueAt` say how it stands.',
    detail: 'A complaint that is resolved cannot be answered now.',
    members: {
      complaintState: ['State of the complaint', 'resolved'],
      dueAt: ['When the next step is due; null = never', null],
    },
  },
  'illegal-transition': {
    means:
      'The call is past that point, or not there yet: it cannot be accepted, joined or ended as it stands. Nothing changed.',
    remedy: 'Read the call again (`GET /v1/calls/{id}`) and go on from `callStatus`. A webhook may just be on its way.',
    detail: 'A call that is ended cannot be accepted.',
    members: { callStatus: ['State of the call', 'ended'] },
  },
  'invalid-media-signature': {
    means: 'An event of the media server is not signed with a key of this installation. It was not taken.',
    remedy: 'Give the media server the key and secret of this installation. Nothing else sends there.',
    detail: 'The event was not signed with a key of this installation.',
  },
  'join-link-invalid': {
    means:
      'The link to join a call is unknown, was used, is too old, belongs to another licensee, or its call is over.',
    remedy: 'Make a new link for this side (`POST /v1/calls/{id}/join-links`). Each lets one device in.',
    detail: 'It is unknown, was used, is too old, or its call is over. Ask for a new one.',
  },
  'link-not-open': {
    means:
      'The link that calls an advisor is not good for a call now: it opens later, its time is over, it was used up or taken back.',
    remedy: 'With `opensAt`, wait for it; otherwise make another link.',
    detail: 'Its time is over.',
    members: {
      linkState: ['not_yet, outside_hours, over, used_up or revoked', 'over'],
      opensAt: ['When it opens; null = it does not', null],
    },
  },
  'media-unavailable': {
    means:
      'The media server does not answer, so nobody can be let into the room. Nothing is billed while nobody is connected.',
    remedy: 'Try again after `Retry-After`. A call that cannot begin is ended and its money given back by itself.',
    detail: 'Nothing is billed while nobody is connected. Try again in a moment.',
  },
  'not-rateable': {
    means: 'The call cannot be rated, for the cause in `refusal`: it was too short, not the user’s, or not paid.',
    remedy: 'Do not offer a rating for it: the call says `rateable`.',
    detail: 'The call was shorter than what can be rated.',
    members: {
      refusal: ['Why not', 'too_short'],
      minMinutes: ['Minutes from which a call can be rated', 3],
    },
  },
  'not-tippable': {
    means: 'A tip is for a call that the user paid for, within seven days of its settlement. Nothing was charged.',
    remedy: 'Do not offer a tip for this call.',
    detail: 'A tip is for a call that you paid for, within seven days of its settlement.',
  },
  'nothing-left-to-refund': {
    means: 'The whole price of the call was given back before.',
    remedy: 'Read the money of the call (`GET /v1/calls/{id}/money`): its refunds are there.',
    detail: 'There is nothing left of the price of this call.',
  },
  'price-changed': {
    means: 'The caller agreed to a price that is not in force any more. No call was begun and nothing is reserved.',
    remedy: 'Show the price of the members below, ask the caller again, and send the new one as accepted.',
    detail: 'A minute now costs 249 minor units, the first 60 seconds are free. Ask the caller again.',
    members: {
      ratePerMinuteMinor: ['Price of a minute, in minor units', 249],
      sessionPriceMinor: ['Price of the session; null for a call by the minute', null],
      freeSeconds: ['Seconds that are free', 60],
      taxRateBp: ['Tax, in basis points', 1900],
      currency: ['ISO 4217', 'EUR'],
    },
  },
  'rated-today': {
    means: 'The user has rated this advisor today; one rating a day counts.',
    remedy: 'Change the rating of today, or rate this call tomorrow.',
    detail: 'One rating a day for each advisor: change the one of today, or rate this call tomorrow.',
  },
  'rating-final': {
    means: 'The days in which a call is rated, and its rating changed or withdrawn, are over.',
    remedy: 'Show the rating as it is.',
    detail: 'A call is rated, and its rating changed or withdrawn, for 14 days.',
    members: { windowDays: ['Days from the end of the call', 14] },
  },
  'rating-gone': {
    means: 'The rating was removed by the team for breaking a rule, and stays so.',
    remedy: 'Do not offer another one for this call.',
    detail: 'It was removed for breaking a rule, and stays removed.',
  },
  'receipt-not-ready': {
    means: 'A receipt is issued when a connected call is settled; this one is not, or was never connected.',
    remedy:
      'Wait for the event `call.ended` and a moment more, then ask again. A call that was never connected has none.',
    detail: 'A receipt is issued when a connected call is settled.',
  },
  'refund-above-remainder': {
    means: 'More was to be given back than is left of the price of the call. Nothing was given back.',
    remedy: 'Refund `remainderMinor` or less, or all that is left by leaving the amount out.',
    detail: 'At most 400 minor units are left to refund.',
    members: { remainderMinor: ['What is left of the price, in minor units', 400] },
  },
  'reply-gone': {
    means: 'The advisor’s reply to the rating was removed for breaking a rule; there is no second one.',
    remedy: 'Do not offer another reply.',
    detail: 'It was removed for breaking a rule, and there is no other one.',
  },
  'report-closed': {
    means: 'Somebody of the team has closed the report; its resolution stands.',
    remedy: 'Read it again.',
    detail: 'Somebody has closed it; its resolution stands.',
  },
  'report-taken': {
    means: 'Somebody else of the team looks after the report.',
    remedy: 'Leave it to them, or take it over.',
    detail: 'Take it over if they cannot.',
  },
  'session-not-offered': {
    means: 'The advisor offers no session of this length, or is called by the minute only.',
    remedy: 'Offer one of `minutes`, or a call by the minute when it is empty.',
    detail: 'Sessions of 15, 30 minutes are offered.',
    members: { minutes: ['Lengths that are offered', [15, 30]] },
  },
  'too-many-links': {
    means: 'As many links that call this advisor can still be used as there may be.',
    remedy: 'Take one back (`POST /v1/call-links/{id}/revoke`), or make links that end sooner.',
    detail: 'There are 200 that can still be used. Take one back first.',
    members: { max: ['How many there may be', 200] },
  },
  'too-many-tips': {
    means: 'The call has as many tips as it can have. Nothing was charged.',
    remedy: 'Do not offer another one for this call.',
    detail: 'A call can have 3 tips.',
    members: { most: ['How many it can have', 3] },
  },

  'already-booked': {
    means: 'The user has another booking at that time.',
    remedy: 'Choose another slot, or cancel the other booking first.',
    detail: 'Choose another time, or cancel the other booking first.',
  },
  'booking-not-offered': {
    means: 'The advisor takes no bookings, or none of this length or medium.',
    remedy: 'Offer one of `minutes`; when it is empty, a call now or another advisor.',
    detail: 'The advisor offers bookings of 30, 60 minutes.',
    members: { minutes: ['Lengths that are offered', [30, 60]] },
  },
  'booking-price-changed': {
    means: 'The user agreed to a price that is not in force any more. Nothing was booked or reserved.',
    remedy: 'Ask for a new quote, show `priceMinor`, and send it as accepted.',
    detail: 'The booking now costs 6000 minor units. Ask the user again.',
    members: { priceMinor: ['The price now, in minor units', 6000], currency: ['ISO 4217', 'EUR'] },
  },
  'booking-refund-changed': {
    means:
      'Time has moved on since the user was shown what comes back: cancelling now gives back another amount. The booking stands.',
    remedy: 'Show `givenBackMinor` and ask again.',
    detail: 'Cancelling now gives back 3000 minor units. Ask the user again.',
    members: { givenBackMinor: ['What comes back now, in minor units', 3000], currency: ['ISO 4217', 'EUR'] },
  },
  'calendar-not-connected': {
    means:
      'The way back from the calendar’s provider took too long, was gone twice, or belongs to somebody else. No calendar was connected.',
    remedy: 'Begin again on the page Calendars.',
    detail: 'The consent is not there, or is too old. Begin again.',
  },
  'illegal-booking-move': {
    means:
      'The booking is past that point, or not there yet: for example it cannot be started before its time, or cancelled when it is over.',
    remedy: 'Read it again and go on from `bookingStatus`; before `startsAt` wait for it.',
    detail: 'A booking that is accepted cannot be started now.',
    members: {
      bookingStatus: ['State of the booking', 'accepted'],
      startsAt: ['When it begins', '2026-12-01T09:00:00.000Z'],
    },
  },
  'slot-taken': {
    means:
      'Somebody was quicker, or the advisor is not there then: holidays, another booking, an entry in their calendar. Nothing was reserved.',
    remedy: 'Read the slots again (`GET /v1/advisors/{id}/slots`) and offer another one.',
    detail: 'Somebody was quicker, or the advisor is not there then. Choose another slot.',
  },
};
