-- moontide explain TARGET: why a target scales or does not.
local planning = require "moontide.cli.planning"
local scope = require "moontide.cli.scope"
local shared = require "moontide.cli.shared_options"

local EXIT_MISSING <const> = 1

local function explain(entries, now)
   local facts = require "moontide.explain.facts"
   local reasons = require "moontide.explain.reasons"
   return require("moontide.task").map(entries, function(entry)
      local known = facts.read(entry.cell, entry.target, now)
      return { facts = known, reasons = reasons.of(known, now) }
   end)
end

local function show(list, given, now)
   local core = require "moontide.core"
   local text = require "moontide.explain.text"
   if given.json then
      local targets = require("moontide.json").array {}
      for i, entry in ipairs(list) do targets[i] = text.document(entry.facts, entry.reasons) end
      return planning.json_text { type = "explanation", version = "1.0", targets = targets }
   end
   local colour = require("moontide.cli.report").is_coloured(given.color, core.is_tty(1))
   local parts = {}
   for i, entry in ipairs(list) do
      parts[i] = text.explanation(entry.facts, entry.reasons, { now = now, is_coloured = colour })
   end
   return table.concat(parts, "\n")
end

local function run(command)
   local given = command.options
   return planning.guarded({ options = given }, "explanation", function()
      local now = require("moontide.core").time()
      local read = scope.read(given, { glob = command.operand, with_tags = true })
      local entries = scope.all(read)
      if #entries > 0 or given.json then
         io.stdout:write(show(explain(entries, now), given, now))
      end
      local code = scope.tell_failures(read)
      if #entries == 0 and not code then
         io.stderr:write(("moontide: there is no target '%s'; moontide list shows them\n"):format(
            command.operand))
      end
      return code or #entries == 0 and EXIT_MISSING or 0
   end)
end

return {
   name = "explain",
   operand = "TARGET",
   summary = "tell why a target scales or does not",
   examples = [[
  moontide explain endpoint/ranker/variant/AllTraffic
  moontide explain 'endpoint/ranker-*' --regions us-east-1,eu-west-1
  moontide explain service/web/api --namespace ecs --json | jq '.targets[].reasons'
]],
   options = shared.join({
      { name = "json", help = "one JSON document" },
   }, scope.options, shared.connection),
   run = run,
}
