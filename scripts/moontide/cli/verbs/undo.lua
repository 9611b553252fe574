-- moontide undo JOURNAL: brings back what was before an apply.
local applying = require "moontide.cli.applying"
local planning = require "moontide.cli.planning"
local shared = require "moontide.cli.shared_options"

local function latest(given)
   local journal = require "moontide.deploy.journal"
   local paths = journal.list(given["journal-dir"])
   if #paths == 0 then
      error(require("moontide.core").error { status = "io", message =
         "there is no journal in " .. (given["journal-dir"] or journal.directory()) }, 0)
   end
   return paths[#paths]
end

local function list_journals(given)
   local journal = require "moontide.deploy.journal"
   for _, path in ipairs(journal.list(given["journal-dir"])) do
      local ok, read = pcall(journal.read, path)
      io.stdout:write(ok and ("%s  %s of %s, %d targets, %s\n"):format(path, read.action,
         read.deployment or "an unnamed deployment", #read.targets, read.state)
         or ("%s  cannot be read: %s\n"):format(path, tostring(read)))
   end
   return 0
end

local function undo(command)
   local given = command.options
   local path = command.operand
   if not path or path == "last" then path = latest(given) end
   local deployment, journal = require("moontide.deploy.undo").deployment(path)
   local plan = require("moontide.deploy.plan").make(deployment, { is_exact = true,
      targets = given.target, excluded = given.exclude, with_capacity = not given["no-capacity"] })
   plan.deployment = journal.deployment
   applying.show_plan(plan, given)
   return applying.apply(plan, command, { action = "undo" })
end

return {
   name = "undo",
   operand = "[JOURNAL]",
   summary = "bring back what was before an apply",
   examples = [[
  moontide undo --list                          the journals there are
  moontide undo                                 take the last apply back
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
