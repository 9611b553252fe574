-- moontide emulate: the emulator in the foreground, until it is interrupted.
return function(command)
   local given = command.options
   return require("moontide.emulator").main {
      host = given.host, port = given.port, ready_file = given["ready-file"],
      credentials = given.credentials, account = given.account,
      latency_ms = given["latency-ms"], throttle = given.throttle,
      max_targets = given["max-targets"], seed = given.seed,
   }
end
