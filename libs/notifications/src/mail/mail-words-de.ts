import type { ENGLISH } from './mail-words-en.js';

const mail = (subject: string, ...paragraphs: string[]): { subject: string; body: string } => ({
  subject,
  body: ['Hallo {{name}},', ...paragraphs].join('\n\n'),
});

/** Standard words in German. */
export const GERMAN: typeof ENGLISH = {
  verify_email: mail(
    'Bitte E-Mail-Adresse bestätigen',
    'Willkommen bei {{brand}}. Bitte bestätigen Sie, dass dies Ihre Adresse ist.',
    '[[Adresse bestätigen]]',
    'Wenn Sie sich nicht angemeldet haben, müssen Sie nichts tun.',
  ),
  reset_password: mail(
    'Neues Passwort festlegen',
    'Für Ihr Konto bei {{brand}} wurde ein neues Passwort angefordert, am {{date}}, Gerät: {{device}} ({{address}}). Der Link gilt einmal, eine Stunde lang.',
    '[[Neues Passwort festlegen]]',
    'Waren Sie es nicht, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist.',
  ),
  password_changed: mail(
    'Ihr Passwort wurde geändert',
    'Das Passwort Ihres Kontos bei {{brand}} wurde am {{date}} geändert, Gerät: {{device}} ({{address}}). Alle anderen Sitzungen wurden beendet.',
    'Waren Sie es, müssen Sie nichts tun. Waren Sie es nicht, legen Sie sofort ein neues Passwort fest, das beendet jede Sitzung, und melden Sie sich bei uns. Der Link gilt einmal, 24 Stunden lang.',
    '[[Neues Passwort festlegen]]',
  ),
  account_closed: mail(
    'Ihr Konto ist geschlossen',
    'Ihr Konto bei {{brand}} wurde am {{date}} geschlossen; niemand kann sich mehr anmelden.',
    'Geld, das Sie nicht ausgegeben haben, geht auf die Karten zurück, von denen es kam. Bis es bei Ihnen ist, braucht Ihre Bank einige Tage.',
    'Wenn Sie das nicht waren, sagen Sie es uns sofort.',
  ),
  new_device: mail(
    'Neue Anmeldung in Ihrem Konto',
    'In Ihrem Konto bei {{brand}} gab es am {{date}} eine Anmeldung mit einem neuen Gerät: {{device}} ({{address}}).',
    'Waren Sie es nicht, ändern Sie Ihr Passwort und beenden Sie die Sitzung.',
    '[[Meine Sitzungen ansehen]]',
  ),
  marketing_confirm: mail(
    'Neuigkeiten von {{brand}}?',
    'Sie möchten Neuigkeiten und Angebote von {{brand}}. Sie bekommen sie erst, wenn Sie das hier bestätigt haben.',
    '[[Ja, Neuigkeiten schicken]]',
    'Waren Sie es nicht, müssen Sie nichts tun.',
  ),
  legal_changed: mail(
    '{{brand}}: {{page}} geändert',
    '{{brand}} hat eine neue Fassung veröffentlicht: {{page}}.',
    '[[Lesen]]',
  ),
  call_receipt: mail(
    'Beleg Ihres Gesprächs mit {{advisor}}',
    'Sie haben {{duration}} Minuten mit {{advisor}} gesprochen. Das Gespräch kostete {{amount}}.',
    '[[Beleg öffnen]]',
  ),
  call_refunded: mail(
    '{{amount}} erstattet',
    'Sie haben {{amount}} eines Gesprächs zurückbekommen. Das Geld ist in Ihrem Guthaben.',
    '[[Gespräch öffnen]]',
  ),
  call_refunded_to_card: mail(
    '{{amount}} erstattet',
    'Sie haben {{amount}} eines Gesprächs zurückbekommen. {{card}} davon gehen auf die Karte, mit der Sie bezahlt haben; das kann einige Tage dauern. Der Rest ist in Ihrem Guthaben.',
    '[[Gespräch öffnen]]',
  ),
  top_up_receipt: mail('{{amount}} aufgeladen', 'Ihre Aufladung von {{amount}} ist da.', '[[Guthaben öffnen]]'),
  wallet_refund_failed: mail(
    'Eine Zahlung auf Ihre Karte ist fehlgeschlagen',
    '{{amount}} konnten nicht auf Ihre Karte zurückgebucht werden. Das Geld ist wieder in Ihrem Guthaben.',
    '[[Guthaben öffnen]]',
  ),
  paid_by_hand: mail(
    'Ihr Restguthaben wurde Ihnen ausgezahlt',
    '{{amount}} waren noch in Ihrem Guthaben bei {{brand}}, und keine Karte nahm sie zurück. Das Geld wurde Ihnen stattdessen überwiesen.',
    'Referenz der Zahlung: {{reference}}',
    'Bis das Geld auf Ihrem Konto ist, braucht Ihre Bank einige Tage. Kommt es nicht an, nennen Sie uns die Referenz.',
  ),
  service_ended: mail(
    '{{brand}} ist geschlossen, und Sie bekommen Ihr Geld zurück',
    '{{brand}} ist endgültig geschlossen. {{amount}} Ihres Guthabens waren nicht ausgegeben und sind auf dem Weg zurück auf die Karten, von denen sie kamen.',
    'Bis das Geld auf Ihrem Konto ist, braucht Ihre Bank einige Tage. Nimmt eine Karte es nicht an, sagen wir es Ihnen.',
    '[[Guthaben öffnen]]',
  ),
  withdrawal_confirmed: mail(
    'Ihr Widerruf vom {{date}}',
    'Sie haben einen Vertrag mit {{brand}} widerrufen. Diese Nachricht bestätigt den Eingang; bitte bewahren Sie sie auf.',
    'Eingegangen: {{date}}',
    'Inhalt: {{content}}',
    '{{amount}} sind auf dem Weg zurück auf die Karten, von denen sie kamen. Bis sie auf Ihrem Konto sind, braucht Ihre Bank einige Tage. Was offen ist, sieht sich unser Team an und schreibt Ihnen.',
  ),
  withdrawal_received: mail(
    'Ihr Widerruf vom {{date}}',
    '{{brand}} hat Ihren Widerruf erhalten. Diese Nachricht bestätigt den Eingang; bitte bewahren Sie sie auf.',
    'Eingegangen: {{date}}',
    'Inhalt: {{content}}',
    'Unser Team sieht ihn sich an und schreibt Ihnen.',
  ),
  withdrawal_decided: mail('Zu Ihrem Widerruf vom {{date}}', '{{outcome}}', 'Begründung: {{words}}'),
  auto_top_up_stopped: mail(
    'Automatisches Aufladen wurde beendet',
    'Ihr Guthaben wird nicht mehr automatisch aufgeladen. Bitte prüfen Sie Ihre Karte.',
    '[[Guthaben öffnen]]',
  ),
  promo_expiring: mail(
    'Ihr Bonus von {{amount}} verfällt bald',
    'Sie haben {{amount}} Bonus, der am {{date}} verfällt. Er wird im nächsten Gespräch zuerst verwendet.',
    '[[Guthaben öffnen]]',
  ),
  complaint_resolved: mail('Ihre Beschwerde wurde entschieden', '{{outcome}}', '[[Gespräch öffnen]]'),
  account_warned: mail(
    'Eine Verwarnung von {{brand}}',
    'Unser Team hat eine Meldung geprüft und verwarnt Sie:',
    '{{words}}',
    '[[Konto öffnen]]',
    'Geschieht es wieder, können wir Ihr Konto sperren.',
  ),
  account_suspended: mail(
    'Ihr Konto bei {{brand}} ist gesperrt',
    'Unser Team hat eine Meldung geprüft und Ihr Konto gesperrt. Sie können sich nicht anmelden, bis die Sperre aufgehoben ist. {{words}}',
    'Wenn Sie das für falsch halten, schreiben Sie uns.',
  ),
  rating_removed: mail(
    'Ihre Bewertung wurde entfernt',
    'Unser Team hat eine Bewertung von Ihnen entfernt. Grund: {{reason}}. {{words}}',
    'Niemand liest sie mehr, und das Gespräch kann nicht noch einmal bewertet werden.',
    '[[Gespräch öffnen]]',
  ),
  reply_removed: mail(
    'Ihre Antwort auf eine Bewertung wurde entfernt',
    'Unser Team hat eine Antwort von Ihnen auf eine Bewertung entfernt. Grund: {{reason}}. {{words}}',
    'Die Bewertung selbst bleibt; eine neue Antwort ist nicht möglich.',
    '[[Gespräche öffnen]]',
  ),
  advisor_online: mail(
    '{{advisor}} ist online',
    'Sie wollten es wissen: {{advisor}} ist jetzt erreichbar.',
    '[[{{advisor}} anrufen]]',
  ),
  callback_ready: mail(
    '{{advisor}} wartet auf Ihren Anruf',
    'Sie haben um Rückruf gebeten: {{advisor}} hat jetzt Zeit für Sie.',
    '[[{{advisor}} anrufen]]',
  ),
  callback_declined: mail(
    '{{advisor}} kann nicht zurückrufen',
    'Sie haben {{advisor}} um Rückruf gebeten. Dieses Mal ist es nicht möglich.',
  ),
  callback_asked: mail(
    'Jemand bittet um Rückruf',
    'Jemand möchte zurückgerufen werden. Sagen Sie, wann Sie Zeit haben, oder lehnen Sie ab.',
    '[[Liste öffnen]]',
  ),
  call_waiting: mail(
    '{{brand}}: Sie werden gerade angerufen',
    'Jemand wartet auf Sie, und keines Ihrer Geräte hat gemeldet, dass es klingelt. Sie haben weniger als eine Minute.',
    '[[Anruf annehmen]]',
    'Bitte prüfen Sie die Einstellungen Ihres Geräts und erlauben Sie Mitteilungen von {{brand}}.',
  ),
  booking_accepted: mail(
    'Ihr Termin mit {{advisor}} steht fest',
    'Ihr Gespräch mit {{advisor}} ist vereinbart: {{date}}, {{length}} Minuten. Dafür sind {{amount}} reserviert.',
    '[[Termine öffnen]]',
  ),
  booking_declined: mail(
    '{{advisor}} kann Ihren Termin nicht annehmen',
    'Ihr Termin am {{date}} wurde abgelehnt. {{amount}} sind in Ihrem Guthaben wieder frei.',
    '[[Termine öffnen]]',
  ),
  booking_lapsed: mail(
    'Ihre Terminanfrage blieb unbeantwortet',
    '{{advisor}} hat Ihre Anfrage für {{date}} nicht rechtzeitig beantwortet. {{amount}} sind in Ihrem Guthaben wieder frei.',
    '[[Termine öffnen]]',
  ),
  booking_cancelled: mail(
    'Ihr Termin mit {{advisor}} wurde abgesagt',
    'Das Gespräch am {{date}} findet nicht statt. {{amount}} sind wieder in Ihrem Guthaben.',
    '[[Termine öffnen]]',
  ),
  booking_missed: mail(
    'Sie haben Ihren Termin mit {{advisor}} verpasst',
    'Sie sind zum Gespräch am {{date}} nicht gekommen. Vom Preis wurden {{kept}} einbehalten, {{amount}} sind wieder in Ihrem Guthaben.',
    '[[Termine öffnen]]',
  ),
  booking_not_held: mail(
    'Ihr Termin mit {{advisor}} hat nicht stattgefunden',
    'Das Gespräch am {{date}} hat nicht stattgefunden. {{amount}} sind wieder in Ihrem Guthaben.',
    '[[Termine öffnen]]',
  ),
  booking_reminder: mail(
    'Ihr Gespräch mit {{advisor}}: {{date}}',
    'Ihr Gespräch mit {{advisor}} beginnt am {{date}} und dauert {{length}} Minuten.',
    '[[Termine öffnen]]',
  ),
  booking_soon: mail(
    'Ihr Gespräch mit {{advisor}} beginnt gleich',
    'Ihr Gespräch von {{length}} Minuten beginnt am {{date}}. Wer nicht kommt, hat es verpasst.',
    '[[Termine öffnen]]',
  ),
  booking_started: mail(
    '{{advisor}} wartet jetzt auf Sie',
    '{{advisor}} hat Ihr gebuchtes Gespräch am {{date}} begonnen und wartet dort auf Sie.',
    '[[Zum Gespräch]]',
  ),
  booking_asked: mail(
    'Terminanfrage: {{date}}',
    '{{guest}} bittet um {{length}} Minuten am {{date}}. Bitte nehmen Sie bis {{until}} an oder lehnen Sie ab; danach verfällt die Anfrage.',
    '[[Termine öffnen]]',
  ),
  booking_made: mail(
    'Neuer Termin: {{date}}',
    '{{guest}} hat {{length}} Minuten mit Ihnen gebucht: {{date}}.',
    '[[Termine öffnen]]',
  ),
  booking_called_off: mail(
    'Termin abgesagt: {{date}}',
    'Das Gespräch mit {{guest}} am {{date}} findet nicht statt.',
    '[[Termine öffnen]]',
  ),
  booking_user_missing: mail(
    'Zu Ihrem Termin am {{date}} kam niemand',
    '{{guest}} ist zum Gespräch am {{date}} nicht gekommen. Ihr Anteil an dem, was vom Preis einbehalten wurde, steht bei Ihren Einnahmen.',
    '[[Termine öffnen]]',
  ),
  booking_advisor_missing: mail(
    'Ihr Termin am {{date}} hat nicht stattgefunden',
    'Das Gespräch mit {{guest}} am {{date}} hat nicht stattgefunden. Der ganze Preis wurde zurückgegeben.',
    '[[Termine öffnen]]',
  ),
  booking_reminder_advisor: mail(
    'Ihr Gespräch mit {{guest}}: {{date}}',
    'Ihr Gespräch mit {{guest}} beginnt am {{date}} und dauert {{length}} Minuten.',
    '[[Termine öffnen]]',
  ),
  booking_soon_advisor: mail(
    'Ihr Gespräch mit {{guest}} beginnt gleich',
    'Ihr Gespräch von {{length}} Minuten beginnt am {{date}}. Wer nicht kommt, hat es verpasst.',
    '[[Termine öffnen]]',
  ),
  calendar_disconnected: mail(
    'Ihr {{calendar}}-Kalender lässt uns nicht mehr ein',
    'Buchungen werden nicht mehr in Ihren {{calendar}}-Kalender geschrieben, und neue Termine dort sperren keine Zeiten, bis Sie ihn neu verbinden.',
    '[[Neu verbinden]]',
  ),
  payout_paid: mail('{{amount}} ausgezahlt', 'Ihre Auszahlung von {{amount}} ist bei Ihrer Bank angekommen.'),
  payout_failed: mail(
    'Eine Auszahlung von {{amount}} ist fehlgeschlagen',
    'Eine Auszahlung von {{amount}} ist fehlgeschlagen. Die Einnahmen stehen wieder bereit. {{step}}',
    '[[Auszahlungen öffnen]]',
  ),
  payout_account_changed: mail(
    'Ihr Auszahlungskonto wurde geändert',
    'Das Bankkonto, auf das Ihre Auszahlungen gehen, wurde am {{date}} geändert.',
    'Waren Sie es nicht, bringen Sie es sofort in Ordnung und melden Sie sich bei uns.',
    '[[Auszahlungen ansehen]]',
  ),
  tax_identity_reminder: mail(
    'Ihre Steuerdaten fehlen',
    'Damit wir Sie auszahlen können, brauchen wir Ihre Steuerdaten.',
    '[[Steuerdaten eingeben]]',
  ),
  complaint_opened: mail(
    'Beschwerde über ein Gespräch',
    'Jemand hat sich über ein Gespräch mit Ihnen beschwert. Bitte antworten Sie bis {{date}}; danach wird ohne Sie entschieden.',
    '[[Antworten]]',
  ),
  complaint_in_review: mail(
    'Eine Beschwerde wartet auf Ihre Entscheidung',
    'Über eine Beschwerde muss bis {{date}} entschieden werden.',
    '[[Beschwerden öffnen]]',
  ),
  withdrawal_waiting: mail(
    'Ein Widerruf wartet auf Ihre Entscheidung',
    'Jemand hat einen Vertrag widerrufen, und über einen Teil davon muss entschieden werden. Was geschuldet ist, muss binnen 14 Tagen nach dem Widerruf zurückgezahlt sein.',
    '[[Widerrufe öffnen]]',
  ),
  complaint_overdue: mail(
    'Eine Beschwerde ist überfällig',
    'Über eine Beschwerde wurde nicht rechtzeitig entschieden.',
    '[[Beschwerden öffnen]]',
  ),
  dispute_opened: mail(
    'Eine Bank fordert {{amount}} zurück',
    'Eine Bank fordert eine Zahlung von {{amount}} zurück. Belege können bis {{date}} eingereicht werden.',
    '[[Rückbuchungen öffnen]]',
  ),
  dispute_won: mail(
    'Rückbuchung gewonnen: {{amount}}',
    'Die Bank hat für Sie entschieden. {{amount}} bleiben.',
    '[[Rückbuchungen öffnen]]',
  ),
  dispute_lost: mail(
    'Rückbuchung verloren: {{amount}}',
    'Die Bank hat gegen Sie entschieden. {{amount}} gingen an den Zahler zurück.',
    '[[Rückbuchungen öffnen]]',
  ),
  fraud_warning: mail(
    'Eine Zahlung von {{amount}} könnte Betrug sein',
    'Ein Kartennetz warnt, dass eine Zahlung von {{amount}} Betrug sein könnte.',
    '[[Rückbuchungen öffnen]]',
  ),
  api_key_created: mail(
    'Ein API-Schlüssel wurde angelegt',
    '{{who}} hat am {{date}} für {{brand}} einen API-Schlüssel angelegt: „{{key}}“, {{hint}}. Wer ihn hat, kann im Namen von {{brand}} handeln.',
    'War es niemand aus Ihrem Team, sperren Sie den Schlüssel sofort.',
    '[[Schlüssel ansehen]]',
  ),
  sign_in_key_added: mail(
    'Ein Schlüssel für Anmeldungen wurde eingetragen',
    '{{who}} hat am {{date}} für {{brand}} den Schlüssel „{{key}}“ eingetragen. Wer seine private Hälfte hat, kann sich als jeder Nutzer von {{brand}} anmelden.',
    'War es niemand aus Ihrem Team, sperren Sie den Schlüssel sofort.',
    '[[Schlüssel ansehen]]',
  ),
  webhook_endpoint_disabled: mail(
    'Ein Webhook-Endpunkt wurde abgeschaltet',
    'Der Endpunkt bei {{host}} {{cause}}. Er wurde abgeschaltet und bekommt nichts mehr.',
    'Reparieren Sie ihn, schalten Sie ihn auf der Seite Webhooks wieder ein und holen Sie nach, was er verpasst hat: Ereignisse bleiben 30 Tage.',
  ),
  usage_report: mail(
    '{{brand}} im {{month}}',
    'Gespräche: {{calls}}\nMinuten: {{minutes}}\nUmsatz: {{revenue}}\nAnrufende Personen: {{people}}',
    '[[Zahlen öffnen]]',
  ),
  verify_owner_email: mail(
    'Bitte E-Mail-Adresse bestätigen',
    'Ihre Plattform {{brand}} kann eingerichtet werden. Bevor sie online gehen kann, bestätigen Sie bitte, dass dies Ihre Adresse ist.',
    '[[Adresse bestätigen]]',
  ),
  operator_incident: mail(
    'Mit dem Geld stimmt etwas nicht: {{check}}',
    'Eine Prüfung des Geldes, das {{brand}} hält, schlägt an: {{check}}. Die Seite nennt die Werte und was zu tun ist.',
    '[[Zustand öffnen]]',
  ),
  stripe_account_unwell: mail(
    'Ihr Konto bei Stripe braucht Sie: {{fault}}',
    'Mit dem Konto bei Stripe, über das {{brand}} Zahlungen annimmt, stimmt etwas nicht: {{fault}}. Die Seite sagt, was zu tun ist.',
    '[[Stripe öffnen]]',
  ),
  user_invoice: mail(
    'Rechnung {{number}} für {{month}}',
    'Ihre Rechnung {{number}} für {{month}} beträgt {{amount}}. Sie ist aus Ihrem Guthaben bezahlt; es ist nichts mehr zu zahlen.',
    '[[Rechnung öffnen]]',
  ),
  user_credit_note: mail(
    'Rechnungskorrektur {{number}} für {{month}}',
    'Im {{month}} wurden Ihrem Guthaben {{amount}} aus einer früheren Rechnung gutgeschrieben. Die Rechnungskorrektur {{number}} sagt, zu welcher.',
    '[[Rechnungskorrektur öffnen]]',
  ),
  issuer_volume: mail(
    'Aufladungen von zwölf Monaten haben {{percent}} % von 1.000.000 EUR erreicht',
    'Nutzer von {{issuer}} haben in zwölf Monaten {{percent}} % von 1.000.000 EUR aufgeladen. Ab 1.000.000 EUR muss, wer Guthaben unter der Ausnahme für begrenzte Netze ausgibt, das seiner Behörde anzeigen. Bitte fragen Sie rechtzeitig Ihre Rechtsberatung.',
    '[[Volumen ansehen]]',
  ),
  licence_invoice: mail(
    'Rechnung {{number}}: {{amount}}',
    'Rechnung {{number}} für Ihre Lizenz beträgt {{amount}} und ist am {{date}} fällig.',
    '[[Rechnungen öffnen]]',
  ),
  licence_invoice_netted: mail(
    'Rechnung {{number}}: {{netted}} aus Ihrem Anteil beglichen',
    'Rechnung {{number}} für Ihre Lizenz beträgt {{amount}}. Davon wurden {{netted}} wie vereinbart aus Ihrem Anteil an Gesprächen beglichen. Bis {{date}} bleiben {{left}} zu zahlen.',
    '[[Rechnungen öffnen]]',
  ),
  licence_unpaid: mail(
    'Rechnung {{number}} ist nicht bezahlt',
    '{{amount}} der Rechnung {{number}} konnten nicht eingezogen werden. Wir versuchen es am {{date}} wieder. Bitte prüfen Sie Ihre Karte, oder bezahlen Sie auf der Seite Ihrer Lizenz.',
    '[[Rechnungen öffnen]]',
  ),
  licence_suspended: mail(
    'Ihre Lizenz ist ausgesetzt',
    '{{amount}} der Rechnung {{number}} konnten mehrfach nicht eingezogen werden. Bis zur Zahlung kann nichts Neues beginnen.',
    '[[Rechnungen öffnen]]',
  ),
  licence_held: mail(
    'Ihre Lizenz ist ausgesetzt',
    'Der Betreiber der Plattform hat Ihre Lizenz ausgesetzt. Laufende Gespräche gehen bis zu ihrem Ende weiter; bis zur Aufhebung beginnen keine Gespräche, Aufladungen und Buchungen. Der Grund steht auf der Seite Ihrer Lizenz.',
    '[[Lizenz öffnen]]',
  ),
  licence_ending: mail(
    'Ihre Lizenz endet am {{date}}',
    'Das Ende Ihrer Lizenz ist für den {{date}} geplant. Bis dahin geht alles weiter. An diesem Tag enden Gespräche und Aufladungen, nicht verbrauchte Guthaben gehen an Ihre Anrufer zurück, und Berater bekommen ihre letzte Auszahlung.',
    'Hat das niemand in Ihrer Firma gewollt, schreiben Sie dem Betreiber der Plattform vor diesem Tag.',
    '[[Lizenz öffnen]]',
  ),
  licence_ended: mail(
    'Ihre Lizenz ist beendet',
    'Ihre Lizenz endete am {{date}}. Nicht verbrauchte Guthaben gehen an Ihre Anrufer zurück, und Berater bekommen ihre letzte Auszahlung.',
    'Bis zum {{until}} können Sie Ihre Daten mitnehmen. Laden Sie sie auf der Seite Ihrer Lizenz herunter: Danach werden sie zur Löschung übergeben.',
    '[[Lizenz öffnen]]',
  ),
};
