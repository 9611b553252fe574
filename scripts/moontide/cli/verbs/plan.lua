-- moontide plan SCRIPT: what an apply would change, and nothing else.
local deployment = require "moontide.cli.deployment"
local planning = require "moontide.cli.planning"
local shared = require "moontide.cli.shared_options"

return {
   name = "plan",
   operand = "SCRIPT",
   takes_arguments = true,
   needs_dashes = true,
   summary = "show what an apply would change",
   examples = [[
  moontide plan fleet.lua                       what differs from what is there
  moontide plan --out plan.json fleet.lua       keep it; moontide apply plan.json makes it true
  moontide plan --format md fleet.lua           for the comment of a pull request
  moontide plan --detailed-exitcode fleet.lua   0: nothing to do, 2: changes
]],
   options = shared.join({
      { name = "out", value = "FILE", complete = "file", help = "keep the plan for apply" },
      { name = "format", value = "FORMAT", choices = { "text", "md" },
         help = "text, or md for pull requests" },
      { name = "detailed-exitcode", help = "exit with 2 if there are changes" },
   }, planning.view_options, planning.where_options, planning.rule_options, deployment.options,
      shared.connection),
   run = function(command) return planning.run(command, command.options["detailed-exitcode"]) end,
}
