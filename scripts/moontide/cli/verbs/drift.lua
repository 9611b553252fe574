-- moontide drift SCRIPT: whether what is live is still what the script says.
local deployment = require "moontide.cli.deployment"
local planning = require "moontide.cli.planning"
local shared = require "moontide.cli.shared_options"

return {
   name = "drift",
   operand = "SCRIPT",
   takes_arguments = true,
   needs_dashes = true,
   summary = "tell what is live and not as the script says",
   examples = [[
  moontide drift fleet.lua                      what others have changed
  moontide drift --exit-code fleet.lua          for cron: 0 none, 2 drift, 1 or 4 not known
  moontide drift --json fleet.lua | jq .summary
]],
   options = shared.join({
      { name = "exit-code", aliases = { "detailed-exitcode" }, help = "exit with 2 for drift" },
   }, planning.view_options, planning.where_options, planning.rule_options, deployment.options,
      shared.connection),
   run = function(command) return planning.run(command, command.options["exit-code"]) end,
}
