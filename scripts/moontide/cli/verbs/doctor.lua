-- moontide doctor: as whom, where and by which settings calls would be made.
local shared = require "moontide.cli.shared_options"

return {
   name = "doctor",
   summary = "show the identity, the endpoints and where each setting comes from",
   examples = [[
  moontide doctor                    as whom calls would be made, and why
  moontide doctor --profile prod     the same for another profile
  moontide doctor --offline --json   settings only, sending nothing
  moontide doctor --all              settings too that nothing sets
]],
   options = shared.join(shared.connection, {
      { name = "offline", help = "send nothing: no credentials, no identity" },
      { name = "all", help = "show settings too that nothing sets" },
      { name = "json", help = "one JSON document" },
   }),
   run = function(command) return require("moontide.cli.doctor").run(command.options) end,
}
