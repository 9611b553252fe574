-- moontide undo JOURNAL: brings back what was before an apply.
local applying = require "moontide.cli.applying"
local counted = require "moontide.counted"
local history = require "moontide.deploy.history"
local planning = require "moontide.cli.planning"
local shared = require "moontide.cli.shared_options"

local function line_of(entry)
   local read = entry.journal
   if not read then
      return ("%s  cannot be read: %s\n"):format(entry.path, tostring(entry.error))
   end
   return ("%s  %s of %s, %s, %s%s\n"):format(entry.path, read.action,
      read.deployment or "an unnamed deployment", counted(#read.targets, "target"), read.state,
      entry.is_undone and ", undone since" or "")
end

local function list_journals(given)
   for _, entry in ipairs(history.list(given["journal-dir"])) do io.stdout:write(line_of(entry)) end
   return 0
end

local function undo(command)
   local given = command.options
   local path = command.operand
   if not path or path == "last" then path = history.latest(given["journal-dir"]) end
   local deployment, journal = require("moontide.deploy.undo").deployment(path)
   local plan = require("moontide.deploy.plan").make(deployment, { is_exact = true,
      targets = given.target, excluded = given.exclude, with_capacity = not given["no-capacity"] })
   plan.deployment = journal.deployment
   applying.show_plan(plan, given)
   local is_whole = not given.target and not given.exclude
   return applying.apply(plan, command, { action = "undo", undoes = is_whole and path or nil })
end

return {
   name = "undo",
   operand = "[JOURNAL]",
   summary = "bring back what was before an apply",
   examples = [[
  moontide undo --list                          the journals there are
  moontide undo                                 take the newest apply back that stands
  moontide undo JOURNAL --target 'endpoint/ranker-*'
]],
   options = shared.join({
      { name = "list", help = "list the journals" },
   }, applying.options, planning.view_options, {
      { name = "target", value = "GLOB", many = true, help = "only resource ids that fit" },
      { name = "exclude", value = "GLOB", many = true, help = "no resource ids that fit" },
      { name = "no-capacity", help = "do not ask for present capacities" },
   }, shared.connection),
   run = function(command)
      if command.options.list then return list_journals(command.options) end
      return planning.guarded({ options = command.options }, "undo",
         function() return undo(command) end)
   end,
}
