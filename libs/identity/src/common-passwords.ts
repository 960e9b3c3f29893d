/** Passwords of ten or more characters that lead every leaked list. Shorter ones are refused for their length. */
const COMMON = new Set(
  `1234567890 12345678910 123456789a 1234567890a 0123456789 0987654321 9876543210 1234554321 1111111111 0000000000 1122334455 1223334444
   1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc q1w2e3r4t5 q1w2e3r4t5y6 qwertyuiop qwerty12345 qwerty123456 qwertyuiop123 asdfghjkl1 asdfghjkl123
   zxcvbnm123 qazwsxedcrfv password12 password123 password1234 password12345 password123456 passw0rd123 p@ssw0rd123 p@ssword123 passwort123
   mypassword mypassword1 newpassword changeme123 letmein123 letmein1234 iloveyou12 iloveyou123 iloveyou1234 welcome123 welcome1234
   welcome12345 administrator admin12345 admin123456 superman123 batman12345 football123 baseball123 basketball princess123 sunshine123
   dragon12345 monkey12345 charlie123 michael123 jennifer123 liverpool1 liverpool123 manchester barcelona1 christopher abcdefghij
   abcdefghijk abcd123456 abc1234567 abc123456789 abcdef123456 aaaaaaaaaa qqqqqqqqqq asdasdasdasd testtest12 testtest123 test123456 trustno123
   whatever123 starwars123 pokemon123 computer123 internet123 blink182182 hallo12345 hallo123456 schatz12345 secret12345 secretpassword
   correcthorse correcthorsebatterystaple iloveyouforever`.split(/\s+/),
);

export const isCommonPassword = (password: string): boolean => COMMON.has(password.toLowerCase());
