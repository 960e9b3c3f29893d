export const HELP = `platform: the API of your platform from a terminal

  platform login --url https://calls.example.com     keeps the address and an API key
  platform listen [--forward-to URL]                 shows what happens, and sends it on as webhooks are sent
  platform trigger TYPE --forward-to URL             sends the example of an event to a program of yours
  platform trigger TYPE --endpoint ID                has the platform send it to an endpoint of yours
  platform logs tail [--follow]                      requests that were made with keys
  platform doctor                                    finds what is wrong, and says what to do

Options
  --json        one JSON value per line
  --type TYPE   only this type, or call.* (listen)
  --after ID    begin after this event (listen)
  --secret S    sign with this secret (listen, trigger)
  --count N     end after N events (listen)
  --outcome O   only ok, refused or failed (logs tail)
  --help, --version

Environment
  PLATFORM_URL, PLATFORM_KEY   instead of what login keeps; NO_COLOR

Examples
  echo "$KEY" | platform login --url https://calls.example.com
  platform listen --forward-to http://localhost:4242/webhooks --type 'call.*'
  platform trigger call.ended --forward-to http://localhost:4242/webhooks
  platform logs tail --follow --outcome refused

Exit codes
  0 well   1 failed, or a fault was found   2 not understood   3 refused by the API   4 no answer`;
