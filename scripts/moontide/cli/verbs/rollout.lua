-- moontide rollout ENDPOINT --config NAME: updates a SageMaker endpoint and keeps its scaling.
local counted = require "moontide.counted"
local planning = require "moontide.cli.planning"
local question = require "moontide.cli.question"
local shared = require "moontide.cli.shared_options"
local values = require "moontide.cli.values"

local EXIT_PARTLY <const>, EXIT_FAILED <const> = 5, 1

local function show(rollout)
   local text = require "moontide.sagemaker.rollout"
   io.stdout:write(("rollout of endpoint %s (%s): %s -> %s\n"):format(rollout.endpoint,
      rollout.region, rollout.from, rollout.to))
   for _, change in ipairs(rollout.changes) do
      local kept = change.to and change.count and ", " .. counted(change.count, "instance") or ""
      io.stdout:write(("  variant %s: %s%s\n"):format(change.variant, not change.to and "removed"
         or change.to == change.from and change.from or change.from .. " -> " .. change.to, kept))
      for _, target in ipairs(change.targets) do
         io.stdout:write(("      %s: %s\n"):format(change.to and "deregistered, then back"
            or "deregistered for good", text.describe(target)))
      end
   end
   for _, name in ipairs(rollout.added) do
      io.stdout:write(("  variant %s: new, not scaled\n"):format(name))
   end
   io.stdout:flush()
end

local function say(text)
   io.stderr:write("moontide: ", text, "\n")
end

local function exit_code(err)
   return require("moontide.cli.report").exit_code(err) or EXIT_FAILED
end

local function report(rollout, result)
   if result.is_updated then
      io.stdout:write(("endpoint %s is InService with %s\n"):format(rollout.endpoint, rollout.to))
   else
      say(("endpoint %s was not updated: %s"):format(rollout.endpoint, tostring(result.error)))
   end
   if result.restore_error then
      say("scaling has not come back: " .. tostring(result.restore_error))
      io.stderr:write(("  try: moontide undo %s, once the endpoint is InService\n"):format(
         result.journal))
      return EXIT_PARTLY
   end
   return result.is_updated and 0 or exit_code(result.error)
end

local function work(command)
   local library = require "moontide.sagemaker.rollout"
   local given, clients = command.options, {}
   local function client(service)
      clients[service] = clients[service] or require("moontide.service").client(service)
      return clients[service]
   end
   local rollout = library.read(command.operand, given.config, client)
   show(rollout)
   local refused = question.ask(given, "Roll out? [y/N] ", { y = true, yes = true })
   if refused then return refused end
   return report(rollout, library.run(rollout, client, { timeout = given.timeout,
      interval = given.interval, reset_counts = given["reset-counts"],
      journal_dir = given["journal-dir"], say = say }))
end

return {
   name = "rollout",
   operand = "ENDPOINT",
   summary = "update a SageMaker endpoint and keep its scaling",
   description = "SageMaker refuses to change the instance type of a variant that is registered, "
      .. "or to remove it. rollout deregisters those, updates the endpoint with the live counts "
      .. "kept, waits, and registers again with policies, actions, alarms and tags; also when the "
      .. "update fails.",
   examples = [[
  moontide rollout ranker --config ranker-v2    show what it takes, ask, do it
  moontide rollout --yes ranker --config ranker-v2 --timeout 7200
  moontide undo JOURNAL                         scaling back, should it have been killed
]],
   options = shared.join({
      { name = "config", value = "NAME", help = "the endpoint configuration to go to" },
      { name = "reset-counts",
         help = "take the new configuration's instance counts, not the live ones" },
      { name = "timeout", value = "SECONDS", read = values.seconds,
         help = "wait so long for the endpoint (default 3600)" },
      { name = "interval", value = "SECONDS", read = values.seconds,
         help = "ask so often (default 30)" },
      { name = "yes", aliases = { "auto-approve" }, help = "do not ask" },
      { name = "journal-dir", value = "DIR", complete = "directory",
         help = "keep the journal here (default $XDG_STATE_HOME/moontide/journal)" },
   }, shared.connection),
   run = function(command)
      if not command.options.config then
         error(require("moontide.core").error { status = "usage", exit_code = 64,
            message = "rollout needs --config NAME, the endpoint configuration to go to" }, 0)
      end
      return planning.guarded({ options = command.options }, "rollout",
         function() return work(command) end)
   end,
}
