-- moontide emulate: the emulator in the foreground, until it is interrupted.
local values = require "moontide.cli.values"

return {
   name = "emulate",
   summary = "serve Application Auto Scaling on this machine",
   examples = [[
  moontide emulate --port 8000                  serve until Ctrl-C
  moontide emulate --port 0 --ready-file F      any free port; its URL goes to F
  moontide emulate --throttle 10,20             refuse what is faster than 10 calls a second
  moontide emulate --fault error:chance=0.05 --fault reset:when=after,chance=0.02
]],
   options = {
      { name = "host", value = "ADDRESS", help = "listen here (default 127.0.0.1)" },
      { name = "port", value = "PORT", read = values.port,
         help = "listen here (default 0: any free port)" },
      { name = "ready-file", value = "FILE", complete = "file",
         help = "write the URL to this file once it can be reached" },
      { name = "credentials", value = "ID:SECRET[:ACCOUNT],…",
         help = "whom to know (default test:test)" },
      { name = "account", value = "ACCOUNT", help = "the account of credentials that name none" },
      { name = "latency-ms", value = "MS", read = values.milliseconds,
         help = "hold every answer back" },
      { name = "throttle", value = "RATE,BURST",
         help = "calls a second before ThrottlingException" },
      { name = "fault", value = "SPEC", many = true,
         help = "what goes wrong, as in reset:when=after,chance=0.05" },
      { name = "tls", help = "https, with a certificate made on the spot" },
      { name = "tls-certificate", value = "FILE", complete = "file",
         help = "https, with this certificate (PEM)" },
      { name = "tls-key", value = "FILE", complete = "file", help = "its key" },
      { name = "ca-file", value = "FILE", complete = "file",
         help = "write the certificate there, for AWS_CA_BUNDLE" },
      { name = "clock-skew", value = "SECONDS", read = values.number,
         help = "the service's clock is so far ahead" },
      { name = "state", value = "FILE", complete = "file",
         help = "keep what is done there, and begin with what is there" },
      { name = "record", value = "FILE", complete = "file",
         help = "append every exchange, without secrets" },
      { name = "replay", value = "FILE", complete = "file",
         help = "answer from a recording, or from a trace of --trace-http" },
      { name = "max-targets", value = "N", read = values.positive_integer,
         help = "instead of AWS's quotas of scalable targets" },
      { name = "load", value = "SPEC", many = true,
         help = "requests on targets, as in daily:on=endpoint/*,low=200,high=6000" },
      { name = "alarm-quota", value = "RATE",
         help = "alarm writes a second (default 3; 0: any number)" },
      { name = "clock", value = "real|xN|manual[@TIME]",
         help = "how time goes by for what scales (default real)" },
      { name = "seed-fleet", value = "FILE", complete = "file",
         help = "start with the endpoints of a Lua or JSON file" },
      { name = "endpoint-seconds", value = "N", read = values.seconds,
         help = "how long endpoints take to change (default 10)" },
      { name = "strict-resources",
         help = "register only what exists, even where there are no endpoints" },
      { name = "keep-targets",
         help = "deleting an endpoint leaves its scalable targets behind" },
      { name = "seed", value = "N", read = values.positive_integer,
         help = "make request ids and ARNs repeatable" },
   },
   run = function(command)
      local given = command.options
      return require("moontide.emulator").main {
         host = given.host, port = given.port, ready_file = given["ready-file"],
         credentials = given.credentials, account = given.account,
         latency_ms = given["latency-ms"], throttle = given.throttle,
         faults = given.fault, record = given.record, replay = given.replay,
         state = given.state, clock_skew = given["clock-skew"],
         tls = given.tls, tls_certificate = given["tls-certificate"], tls_key = given["tls-key"],
         ca_file = given["ca-file"],
         max_targets = given["max-targets"], clock = given.clock,
         load = given.load, alarm_quota = given["alarm-quota"] or 3, seed = given.seed,
         seed_fleet = given["seed-fleet"], endpoint_seconds = given["endpoint-seconds"],
         strict_resources = given["strict-resources"], keep_targets = given["keep-targets"],
      }
   end,
}
